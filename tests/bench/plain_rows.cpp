#include "tests/bench/plain_rows.h"

#include <cstdlib>
#include <filesystem>

#include <sqlite3.h>
#include <time.h>

namespace uvscope::bench {
namespace {

constexpr std::size_t kCommitEvery = 50'000;

// What the virtual table shows: set before each INSERT.
struct Shown {
  std::span<const core::Event> events;
  std::uint64_t first_seq = 1;
};

struct Table : sqlite3_vtab {
  Shown* shown = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
  std::size_t at = 0;
};

Shown& shownBy(sqlite3_vtab_cursor* cursor) {
  return *static_cast<Table*>(cursor->pVtab)->shown;
}

int connect(sqlite3* db, void* shown, int, const char* const*, sqlite3_vtab** out, char**) {
  auto* table = new Table{};
  table->shown = static_cast<Shown*>(shown);
  *out = table;
  return sqlite3_declare_vtab(db, "CREATE TABLE x(seq, t, kind, id, aux)");
}

int disconnect(sqlite3_vtab* table) {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

int bestIndex(sqlite3_vtab*, sqlite3_index_info*) {
  return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = new Cursor{};
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete static_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
  static_cast<Cursor*>(cursor)->at = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
  ++static_cast<Cursor*>(cursor)->at;
  return SQLITE_OK;
}

int atEnd(sqlite3_vtab_cursor* cursor) {
  return static_cast<Cursor*>(cursor)->at >= shownBy(cursor).events.size() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int number) {
  const Shown& shown = shownBy(cursor);
  const std::size_t at = static_cast<Cursor*>(cursor)->at;
  const core::Event& event = shown.events[at];
  const std::uint64_t values[] = {shown.first_seq + at, event.ts_ns,
                                  static_cast<std::uint64_t>(event.kind), event.id.value,
                                  event.trigger.value};
  sqlite3_result_int64(out, static_cast<sqlite3_int64>(values[number]));
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* out) {
  *out = static_cast<sqlite3_int64>(static_cast<Cursor*>(cursor)->at);
  return SQLITE_OK;
}

sqlite3_module makeModule() {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xBestIndex = bestIndex;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = atEnd;
  module.xColumn = column;
  module.xRowid = rowid;
  return module;
}

double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "plain rows: %s: %s\n", sqlite3_errmsg(db), sql);
    std::exit(2);
  }
}

}  // namespace

RowsWritten writePlainRows(const std::string& path, std::span<const core::Event> events,
                           bool with_index) {
  static const sqlite3_module module = makeModule();
  std::filesystem::remove(path);
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) std::exit(2);
  Shown shown;
  sqlite3_create_module(db, "shown", &module, &shown);
  run(db,
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
      "PRAGMA wal_autocheckpoint=20000;"
      "CREATE TABLE event(seq INTEGER PRIMARY KEY, t INTEGER, kind INTEGER, id INTEGER, "
      "aux INTEGER) STRICT");
  if (with_index) run(db, "CREATE INDEX by_id ON event(id)");
  const double begin = processorSeconds();
  for (std::size_t at = 0; at < events.size(); at += kCommitEvery) {
    shown.events = events.subspan(at, std::min(kCommitEvery, events.size() - at));
    shown.first_seq = at + 1;
    run(db, "BEGIN; INSERT INTO event SELECT * FROM shown; COMMIT");
  }
  run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
  RowsWritten written;
  written.seconds = processorSeconds() - begin;
  sqlite3_close(db);
  written.bytes = std::filesystem::file_size(path);
  return written;
}

}  // namespace uvscope::bench
