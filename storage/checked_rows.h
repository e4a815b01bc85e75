// Rows under a checksum: how every table of a session is written and read. Column `sum` holds the
// RowSum of the columns that a CheckedTable lists.
//
// Tables of layout 3 have no such column. Their rows are taken as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/statement.h"

namespace uvscope::storage {

struct CheckedTable {
  std::string_view name;
  // Under the sum, in order, with ", " between them.
  std::string_view columns;
  // The same beside it: what is derived from the former.
  std::string_view others = {};
};

// Whether its rows have sums.
bool hasSums(sqlite3* db, const CheckedTable& table);

enum class OnConflict : std::uint8_t { Fail, Replace, Ignore };

// Inserts rows: bind() the columns of a table from 1, those under the sum first, and run(). As with
// a Statement, what is bound stays bound.
class RowInsert : private Statement {
 public:
  RowInsert() = default;
  static core::Result<RowInsert> prepare(sqlite3* db, const CheckedTable& table,
                                         OnConflict conflict = OnConflict::Replace);

  template <class Number>
  void bind(int index, Number value) {
    Statement::bind(index, value);
    set(index, sumOfNumber(static_cast<std::int64_t>(value)));
  }

  void bindNull(int index);
  void bindText(int index, std::string_view text);
  // Not copied: must stay until the row was inserted. It must begin with its own checksum.
  void bindBlob(int index, std::span<const std::uint8_t> bytes);
  // All columns as in `row`, which has them from 0.
  void bindRow(const Statement& row);

  core::Result<void> run();

  using Statement::reset;

 private:
  explicit RowInsert(Statement statement) : Statement(std::move(statement)) {}

  static std::uint64_t sumOfNumber(std::int64_t value);
  void set(int index, std::uint64_t sum);

  std::string_view table_;
  std::vector<std::uint64_t> sums_;  // of what is bound
  int sum_index_ = 0;                // 0: the table has none
};

// Reads rows: the columns under the sum, from 0. Rows that do not agree with their sum are left
// out; that there were any is told by Failed where Done would come.
class CheckedSelect : private Statement {
 public:
  CheckedSelect() = default;
  // `rest` is what follows "SELECT … FROM table ".
  static core::Result<CheckedSelect> prepare(sqlite3* db, const CheckedTable& table,
                                             std::string_view rest = {});

  using Statement::bind;
  using Statement::bindText;
  using Statement::blob;
  using Statement::get;
  using Statement::integer;
  using Statement::isNull;
  using Statement::Step;
  using Statement::text;
  using Statement::whole;

  Step step();
  void reset();

  // The row that step() came to, to be copied.
  [[nodiscard]] const Statement& row() const { return *this; }

  // The sum of the row that step() came to: no two rows of a table have the same.
  [[nodiscard]] std::int64_t rowSum() const { return row_sum_; }

  // Why step() has Failed.
  [[nodiscard]] std::string failure() const;

  explicit operator bool() const { return get() != nullptr; }

 private:
  explicit CheckedSelect(Statement statement) : Statement(std::move(statement)) {}

  [[nodiscard]] bool isUnchanged();

  std::string_view table_;
  int columns_ = 0;
  std::int64_t row_sum_ = 0;
  bool has_sum_ = false, changed_ = false;
};

struct WantedSelect {
  CheckedSelect& select;
  const CheckedTable& table;
  std::string_view rest;
};

core::Result<void> prepareAll(sqlite3* db, std::initializer_list<WantedSelect> wanted);

struct WantedInsert {
  RowInsert& insert;
  const CheckedTable& table;
  OnConflict conflict = OnConflict::Replace;
};

core::Result<void> prepareAll(sqlite3* db, std::initializer_list<WantedInsert> wanted);

}  // namespace uvscope::storage
