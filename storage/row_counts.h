// How many rows the tables of a session have, by table `row_count`, so that rows that are missing
// are told. It is true of every commit. What is not said there (tables with a row a chunk or a
// block) follows from how many chunks there are, and how many of them are closed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/checked_rows.h"
#include "storage/damage.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

// Counted beside rows of tables.
inline constexpr std::string_view kCountOfEvents = "event";
inline constexpr std::string_view kCountOfKept = "kept record";
inline constexpr std::string_view kCountOfForgottenDetails = "detail_log removed";

// Keeps table `row_count` while a session is written.
class RowCountWriter {
 public:
  static core::Result<RowCountWriter> open(sqlite3* db);

  // In the transaction that is open. `name` is a constant.
  core::Result<void> tell(std::string_view name, std::uint64_t count);

 private:
  std::map<std::string_view, std::uint64_t> told_;
  RowInsert insert_;
};

// Counts the rows of tables that were changed otherwise, and tells them.
core::Result<void> recount(sqlite3* db, std::span<const CheckedTable> tables);

// Tells a new session that its tables are empty, but for those that have rows already.
core::Result<void> countNewTables(sqlite3* db);

// Nothing: it is not told. Then damage is noted, unless the session is of layout 3.
std::optional<std::uint64_t> toldCount(sqlite3* db, std::string_view name, Damage& damage);

// Notes damage if `count` rows were read of a table that has another number of them.
void checkCount(sqlite3* db, std::string_view name, std::uint64_t count, Damage& damage);

// Calls row(select) for each row of a table, in the order that `order` ("ORDER BY …" or nothing)
// tells. Notes damage unless they are those that were written.
template <class Row>
void readWhole(sqlite3* db, const CheckedTable& table, std::string_view order, Damage& damage,
               Row&& row) {
  core::Result<CheckedSelect> select = CheckedSelect::prepare(db, table, order);
  if (!select) return damage.note(select.error().message);
  std::vector<std::int64_t> sums;
  Statement::Step step = Statement::Step::Done;
  while ((step = select->step()) == Statement::Step::Row) {
    sums.push_back(select->rowSum());
    row(*select);
  }
  if (step == Statement::Step::Failed) damage.note(select->failure());
  // A damaged page may tell one row twice and another not at all.
  std::ranges::sort(sums);
  const auto end = std::unique(sums.begin(), sums.end());  // clang 14 has no std::ranges::unique
  checkCount(db, table.name, static_cast<std::uint64_t>(end - sums.begin()), damage);
}

// Reads these tables whole, so that what is looked up there later is found or is not there. Of one
// that has very many rows they are only counted.
void checkRows(sqlite3* db, std::span<const CheckedTable> tables, Damage& damage);

}  // namespace uvscope::storage
