#include "storage/checked_rows.h"

#include <algorithm>

#include "storage/row_sum.h"

namespace uvscope::storage {
namespace {

using core::Result;

int countOf(std::string_view columns) {
  return columns.empty() ? 0 : 1 + static_cast<int>(std::ranges::count(columns, ','));
}

std::string insertSql(const CheckedTable& table, OnConflict conflict, bool has_sum) {
  std::string sql = conflict == OnConflict::Replace  ? "INSERT OR REPLACE INTO "
                    : conflict == OnConflict::Ignore ? "INSERT OR IGNORE INTO "
                                                     : "INSERT INTO ";
  sql.append(table.name).append("(").append(table.columns);
  int parameters = countOf(table.columns);
  if (has_sum) {
    if (!table.others.empty()) sql.append(", ").append(table.others);
    sql.append(", sum");
    parameters += countOf(table.others) + 1;
  }
  sql.append(") VALUES (?");
  for (int i = 1; i < parameters; ++i)
    sql.append(", ?");
  return sql.append(")");
}

}  // namespace

bool hasSums(sqlite3* db, const CheckedTable& table) {
  return sqlite3_table_column_metadata(db, "main", std::string(table.name).c_str(), "sum", nullptr,
                                       nullptr, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Result<RowInsert> RowInsert::prepare(sqlite3* db, const CheckedTable& table, OnConflict conflict) {
  const bool has_sum = hasSums(db, table);
  Result<Statement> prepared = Statement::prepare(db, insertSql(table, conflict, has_sum));
  if (!prepared) return prepared.error();
  RowInsert insert(std::move(*prepared));
  insert.table_ = table.name;
  insert.sums_.assign(static_cast<std::size_t>(countOf(table.columns)), sumOfNull());
  if (has_sum) insert.sum_index_ = countOf(table.columns) + countOf(table.others) + 1;
  return insert;
}

std::uint64_t RowInsert::sumOfNumber(std::int64_t value) {
  return sumOfWhole(value);
}

void RowInsert::set(int index, std::uint64_t sum) {
  const auto column = static_cast<std::size_t>(index) - 1;
  if (column < sums_.size()) sums_[column] = sum;
}

void RowInsert::bindNull(int index) {
  Statement::bindNull(index);
  set(index, sumOfNull());
}

void RowInsert::bindText(int index, std::string_view text) {
  Statement::bindText(index, text);
  set(index, sumOfText(text));
}

void RowInsert::bindBlob(int index, std::span<const std::uint8_t> bytes) {
  Statement::bindBlob(index, bytes);
  set(index, sumOfBlob(bytes));
}

void RowInsert::bindRow(const Statement& row) {
  for (int i = 0; i < static_cast<int>(sums_.size()); ++i) {
    sqlite3_bind_value(get(), i + 1, sqlite3_column_value(row.get(), i));
    set(i + 1, sumOfColumn(row.get(), i));
  }
}

Result<void> RowInsert::run() {
  if (sum_index_ != 0) {
    RowSum sum(table_);
    for (const std::uint64_t one : sums_)
      sum.add(one);
    Statement::bind(sum_index_, sum.value());
  }
  return Statement::run();
}

Result<CheckedSelect> CheckedSelect::prepare(sqlite3* db, const CheckedTable& table,
                                             std::string_view rest) {
  const bool has_sum = hasSums(db, table);
  std::string sql = "SELECT ";
  sql.append(table.columns).append(has_sum ? ", sum FROM " : " FROM ");
  sql.append(table.name).append(" ").append(rest);
  Result<Statement> prepared = Statement::prepare(db, sql);
  if (!prepared) return prepared.error();
  CheckedSelect select(std::move(*prepared));
  select.table_ = table.name;
  select.columns_ = countOf(table.columns);
  select.has_sum_ = has_sum;
  return select;
}

bool CheckedSelect::isUnchanged() {
  RowSum sum(table_);
  for (int i = 0; i < columns_; ++i)
    sum.add(sumOfColumn(get(), i));
  row_sum_ = sum.value();
  return !has_sum_ || row_sum_ == integer(columns_);
}

Statement::Step CheckedSelect::step() {
  for (;;) {
    const Step step = Statement::step();
    if (step == Step::Done && changed_) return Step::Failed;
    if (step != Step::Row || isUnchanged()) return step;
    changed_ = true;
  }
}

void CheckedSelect::reset() {
  Statement::reset();
  changed_ = false;
}

std::string CheckedSelect::failure() const {
  if (changed_) return "rows of table " + std::string(table_) + " were changed";
  return sqlite3_errmsg(sqlite3_db_handle(get()));
}

Result<void> prepareAll(sqlite3* db, std::initializer_list<WantedSelect> wanted) {
  for (const WantedSelect& one : wanted) {
    Result<CheckedSelect> prepared = CheckedSelect::prepare(db, one.table, one.rest);
    if (!prepared) return prepared.error();
    one.select = std::move(*prepared);
  }
  return {};
}

Result<void> prepareAll(sqlite3* db, std::initializer_list<WantedInsert> wanted) {
  for (const WantedInsert& one : wanted) {
    Result<RowInsert> prepared = RowInsert::prepare(db, one.table, one.conflict);
    if (!prepared) return prepared.error();
    one.insert = std::move(*prepared);
  }
  return {};
}

}  // namespace uvscope::storage
