#include "storage/row_counts.h"

#include <string>

#include "storage/checked_tables.h"
#include "storage/schema.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Result;

// Those whose rows nothing else implies.
constexpr CheckedTable kCounted[] = {
    kMetaTable,        kProcessTable, kContextTable,   kTypeTable,      kLoopTable,
    kDroppedTable,     kFrameTable,   kStackTable,     kSiteTable,      kFindingTable,
    kNoteTable,        kChunkTable,   kKeptTable,      kTypeTotalTable, kRevivedTable,
    kOddBirthTable,    kParentTable,  kDetailLogTable, kTimelineTable,  kAliveTypeTable,
    kBusyContextTable, kSubtreeTable};

// So many rows are read in some ten milliseconds.
constexpr std::uint64_t kMostChecked = 65'536;

Result<std::uint64_t> rowsOf(sqlite3* db, std::string_view table) {
  Result<Statement> count =
      Statement::prepare(db, std::string("SELECT count(*) FROM ").append(table));
  if (!count) return count.error();
  if (count->step() != Statement::Step::Row) return sqliteError(db, "session file");
  return count->whole(0);
}

Result<void> insertCount(RowInsert& insert, std::string_view name, std::uint64_t count) {
  insert.bindText(1, name);
  insert.bind(2, count);
  return insert.run();
}

void noteMissing(std::string_view name, Damage& damage) {
  damage.note(std::string("how much there is of '").append(name).append("' is not as told"));
}

}  // namespace

Result<RowCountWriter> RowCountWriter::open(sqlite3* db) {
  RowCountWriter writer;
  Result<RowInsert> insert = RowInsert::prepare(db, kRowCountTable);
  if (!insert) return insert.error();
  writer.insert_ = std::move(*insert);
  return writer;
}

Result<void> RowCountWriter::tell(std::string_view name, std::uint64_t count) {
  const auto [place, is_new] = told_.try_emplace(name, count);
  if (!is_new && place->second == count) return {};
  place->second = count;
  return insertCount(insert_, name, count);
}

Result<void> recount(sqlite3* db, std::span<const CheckedTable> tables) {
  Result<RowInsert> insert = RowInsert::prepare(db, kRowCountTable);
  if (!insert) return insert.error();
  for (const CheckedTable& table : tables) {
    const Result<std::uint64_t> rows = rowsOf(db, table.name);
    if (!rows) return rows.error();
    if (Result<void> done = insertCount(*insert, table.name, *rows); !done) return done;
  }
  return {};
}

Result<void> countNewTables(sqlite3* db) {
  if (Result<void> done = recount(db, kCounted); !done) return done;
  Result<RowCountWriter> writer = RowCountWriter::open(db);
  if (!writer) return writer.error();
  for (const std::string_view name : {kCountOfEvents, kCountOfKept, kCountOfForgottenDetails}) {
    if (Result<void> done = writer->tell(name, 0); !done) return done;
  }
  return {};
}

std::optional<std::uint64_t> toldCount(sqlite3* db, std::string_view name, Damage& damage) {
  Result<CheckedSelect> select = CheckedSelect::prepare(db, kRowCountTable, "WHERE name = ?");
  if (!select) return std::nullopt;
  select->bindText(1, name);
  if (select->step() == Statement::Step::Row) return select->whole(1);
  noteMissing(name, damage);
  return std::nullopt;
}

void checkCount(sqlite3* db, std::string_view name, std::uint64_t count, Damage& damage) {
  const std::optional<std::uint64_t> told = toldCount(db, name, damage);
  if (told && *told != count) noteMissing(name, damage);
}

void checkRows(sqlite3* db, std::span<const CheckedTable> tables, Damage& damage) {
  for (const CheckedTable& table : tables) {
    const Result<std::uint64_t> rows = rowsOf(db, table.name);
    if (!rows) {
      damage.note(rows.error().message);
      continue;
    }
    if (*rows > kMostChecked) {
      checkCount(db, table.name, *rows, damage);
    } else {
      readWhole(db, table, {}, damage, [](const CheckedSelect&) {});
    }
  }
}

}  // namespace uvscope::storage
