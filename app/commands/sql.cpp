#include "app/commands/sql.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "app/commands/text_fields.h"
#include "storage/sql_query.h"

namespace uvscope::app {
namespace {

using storage::SqlBlob;
using storage::SqlValue;
using Row = std::vector<SqlValue>;

constexpr std::size_t kMeasuredRows = 256;  // that decide how wide the columns of a table are

std::string hexadecimal(const SqlBlob& blob) {
  std::string text = "x'";
  for (const std::uint8_t byte : blob.bytes)
    text += fmt::format("{:02x}", byte);
  return text + '\'';
}

struct AsText {
  std::string operator()(std::monostate /*null*/) const { return {}; }

  std::string operator()(std::int64_t number) const { return std::to_string(number); }

  std::string operator()(double number) const { return fmt::format("{}", number); }

  std::string operator()(const std::string& text) const { return text; }

  std::string operator()(const SqlBlob& blob) const { return hexadecimal(blob); }
};

struct AsJson {
  nlohmann::ordered_json operator()(std::monostate /*null*/) const { return nullptr; }

  nlohmann::ordered_json operator()(std::int64_t number) const { return number; }

  nlohmann::ordered_json operator()(double number) const { return number; }

  nlohmann::ordered_json operator()(const std::string& text) const { return text; }

  nlohmann::ordered_json operator()(const SqlBlob& blob) const { return hexadecimal(blob); }
};

bool isNumber(const SqlValue& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

// Prints rows as they come. A table holds the first ones back, to see how wide its columns are.
class RowPrinter {
 public:
  RowPrinter(SqlFormat format, std::FILE* out) : format_(format), out_(out) {}

  void columns(const std::vector<std::string>& names) {
    names_ = names;
    if (format_ == SqlFormat::Csv) printCsv(names_);
  }

  void row(std::span<const SqlValue> values) {
    switch (format_) {
      case SqlFormat::Csv:
        return printCsv(texts(values));
      case SqlFormat::Json:
        return printJson(values);
      case SqlFormat::Table:
        break;
    }
    if (!widths_.empty()) return printTableRow(values);
    held_.emplace_back(values.begin(), values.end());
    if (held_.size() == kMeasuredRows) beginTable();
  }

  void end() {
    if (format_ == SqlFormat::Table && widths_.empty()) beginTable();
  }

 private:
  static std::vector<std::string> texts(std::span<const SqlValue> values) {
    std::vector<std::string> fields;
    for (const SqlValue& value : values)
      fields.push_back(std::visit(AsText{}, value));
    return fields;
  }

  void printCsv(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields)
      line += (line.empty() && &field == fields.data() ? "" : ",") + csvField(field);
    fmt::print(out_, "{}\n", line);
  }

  void printJson(std::span<const SqlValue> values) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < values.size(); ++i)
      object[names_[i]] = std::visit(AsJson{}, values[i]);
    fmt::print(out_, "{}\n", jsonLine(object));
  }

  void beginTable() {
    for (const std::string& name : names_)
      widths_.push_back(columnsOf(name));
    for (const Row& row : held_) {
      const std::vector<std::string> fields = texts(row);
      for (std::size_t i = 0; i < fields.size(); ++i)
        widths_[i] = std::max(widths_[i], columnsOf(fields[i]));
    }
    printFields(names_, held_.empty() ? Row(names_.size()) : held_.front());
    for (const Row& row : held_)
      printTableRow(row);
    held_.clear();
  }

  void printTableRow(std::span<const SqlValue> values) { printFields(texts(values), values); }

  // Numbers to the right, the rest to the left; `kinds` tells which is which.
  void printFields(const std::vector<std::string>& fields, std::span<const SqlValue> kinds) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string shown = oneLine(fields[i]);
      const std::size_t width = columnsOf(shown);
      const std::string gap(widths_[i] > width ? widths_[i] - width : 0, ' ');
      line += (i == 0 ? "" : "  ") + (isNumber(kinds[i]) ? gap + shown : shown + gap);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print(out_, "{}\n", line);
  }

  SqlFormat format_;
  std::FILE* out_;
  std::vector<std::string> names_;
  std::vector<std::size_t> widths_;  // empty until the table has begun
  std::vector<Row> held_;
};

}  // namespace

core::Result<int> runSql(const SqlOptions& options, std::FILE* out) {
  RowPrinter printer(options.format, out);
  const storage::SqlSink sink{
      .columns = [&](const std::vector<std::string>& names) { printer.columns(names); },
      .row =
          [&](std::span<const SqlValue> values) {
            printer.row(values);
            return std::ferror(out) == 0;
          },
  };
  const auto done = storage::runSql(options.path, options.query, sink);
  if (!done) return done.error();
  printer.end();
  return 0;
}

}  // namespace uvscope::app
