#include "app/commands/sql_rows.h"

#include <algorithm>

#include <fmt/core.h>

#include "app/commands/text_fields.h"

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

// One line that a terminal can show: no control characters, not endless.
std::string cellOf(const SqlValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return kNull;
  const std::string text = oneLine(textOf(value));
  return columnsOf(text) <= kWidestCell ? text : firstColumns(text, kWidestCell) + "…";
}

class TablePrinter final : public SqlRowPrinter {
 public:
  explicit TablePrinter(std::FILE* out) : out_(out) {}

  void begin(const std::vector<std::string>& names) override {
    names_ = names;
    widths_.resize(names.size());
    right_.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
      widths_[i] = columnsOf(names[i]);
  }

  void row(std::span<const SqlValue> values) override {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < values.size(); ++i) {
      cells.push_back(cellOf(values[i]));
      if (measuring_) right_[i] = right_[i] || isNumber(values[i]);
    }
    if (!measuring_) return print(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], columnsOf(cells[i]));
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
      const std::size_t width = columnsOf(cells[i]);
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
    const auto* const text = std::get_if<std::string>(&value);
    return text != nullptr && text->empty() ? "\"\"" : csvField(textOf(value));
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
    fmt::print(out_, "{}\n", jsonLine(object));
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
