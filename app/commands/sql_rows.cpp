#include "app/commands/sql_rows.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace uvscope::app {
namespace {

using storage::SqlBlob;
using storage::SqlValue;

// Every row up to here is looked at for the width of the columns; then they stay.
constexpr std::size_t kMeasuredRows = 1000;
constexpr std::size_t kWidestCell = 60;
constexpr const char* kNull = "–";

std::string hexOf(const SqlBlob& blob) {
  std::string text = "0x";
  for (const std::uint8_t byte : blob.bytes)
    text += fmt::format("{:02x}", byte);
  return text;
}

bool isNumber(const SqlValue& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

// The value as text; empty for NULL.
std::string textOf(const SqlValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{:g}", *real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* blob = std::get_if<SqlBlob>(&value)) return hexOf(*blob);
  return {};
}

bool beginsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
}

std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), beginsCharacter));
}

// One line that a terminal can show: no control characters, not endless.
std::string cellOf(const SqlValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return kNull;
  std::string cell;
  std::size_t width = 0;
  for (const char byte : textOf(value)) {
    if (beginsCharacter(byte) && ++width > kWidestCell) return cell + "…";
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7f) {
      cell += "␣";
    } else {
      cell += byte;
    }
  }
  return cell;
}

class TablePrinter final : public SqlRowPrinter {
 public:
  explicit TablePrinter(std::FILE* out) : out_(out) {}

  void begin(const std::vector<std::string>& names) override {
    names_ = names;
    widths_.resize(names.size());
    right_.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
      widths_[i] = widthOf(names[i]);
  }

  void row(std::span<const SqlValue> values) override {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < values.size(); ++i) {
      cells.push_back(cellOf(values[i]));
      if (measuring_) right_[i] = right_[i] || isNumber(values[i]);
    }
    if (!measuring_) return print(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], widthOf(cells[i]));
    }
    waiting_.push_back(std::move(cells));
    if (waiting_.size() == kMeasuredRows) printWaiting();
  }

  void end() override {
    const bool none = measuring_ && waiting_.empty();
    printWaiting();
    if (none) fmt::print(out_, "no rows\n");
  }

 private:
  void printWaiting() {
    if (!measuring_) return;
    measuring_ = false;
    print(names_);
    std::string line;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      for (std::size_t dash = 0; dash < widths_[i]; ++dash)
        line += "─";
      if (i + 1 < widths_.size()) line += "  ";
    }
    fmt::print(out_, "{}\n", line);
    for (const std::vector<std::string>& cells : waiting_)
      print(cells);
    waiting_.clear();
  }

  void print(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t width = widthOf(cells[i]);
      const std::string padding(widths_[i] > width ? widths_[i] - width : 0, ' ');
      const bool last = i + 1 == cells.size();
      line += right_[i] ? padding + cells[i] : cells[i] + (last ? "" : padding);
      if (!last) line += "  ";
    }
    fmt::print(out_, "{}\n", line);
  }

  std::FILE* out_;
  std::vector<std::string> names_;
  std::vector<std::size_t> widths_;
  std::vector<bool> right_;  // columns with numbers
  std::vector<std::vector<std::string>> waiting_;
  bool measuring_ = true;
};

class CsvPrinter final : public SqlRowPrinter {
 public:
  explicit CsvPrinter(std::FILE* out) : out_(out) {}

  void begin(const std::vector<std::string>& names) override {
    std::vector<SqlValue> values(names.begin(), names.end());
    row(values);
  }

  void row(std::span<const SqlValue> values) override {
    std::string line;
    for (const SqlValue& value : values) {
      if (&value != &values.front()) line += ',';
      line += field(value);
    }
    fmt::print(out_, "{}\n", line);
  }

  void end() override {}

 private:
  // NULL and the empty text are told apart by quotes.
  static std::string field(const SqlValue& value) {
    std::string text = textOf(value);
    const bool is_text = std::holds_alternative<std::string>(value);
    const bool plain = text.find_first_of(",\"\n\r") == std::string::npos;
    if (plain && !(is_text && text.empty())) return text;
    std::string quoted = "\"";
    for (const char letter : text)
      quoted += letter == '"' ? "\"\"" : std::string(1, letter);
    return quoted + '"';
  }

  std::FILE* out_;
};

class JsonPrinter final : public SqlRowPrinter {
 public:
  explicit JsonPrinter(std::FILE* out) : out_(out) {}

  void begin(const std::vector<std::string>& names) override { names_ = names; }

  void row(std::span<const SqlValue> values) override {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < values.size(); ++i)
      object[names_[i]] = jsonOf(values[i]);
    // Texts of a session are the recorded program's own: they need not be UTF-8.
    fmt::print(out_, "{}\n",
               object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  }

  void end() override {}

 private:
  static nlohmann::ordered_json jsonOf(const SqlValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (std::holds_alternative<std::monostate>(value)) return nullptr;
    return textOf(value);
  }

  std::FILE* out_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<SqlRowPrinter> makeSqlRowPrinter(SqlFormat format, std::FILE* out) {
  switch (format) {
    case SqlFormat::Csv:
      return std::make_unique<CsvPrinter>(out);
    case SqlFormat::Json:
      return std::make_unique<JsonPrinter>(out);
    case SqlFormat::Table:
      break;
  }
  return std::make_unique<TablePrinter>(out);
}

}  // namespace uvscope::app
