// The frame of a read-only virtual table over a SessionReader, for SQLite's C interface. A Rows
// class gives the table its name, columns and rows:
//
//   static constexpr const char* kName, *kDeclaration;    "CREATE TABLE …"
//   static constexpr std::array<SqlRole, N> kRoles;       of each column
//   static constexpr bool kInOrder;                       of the column whose role is Seq
//   static constexpr bool kSeqIsExact;                    no row is out of the bounds of that
//   column explicit Rows(SessionReader&); void begin(const SqlBounds&);  bool atEnd() const;  void
//   next(); void column(sqlite3_context*, int) const;  std::int64_t rowid() const;
//
// No exception leaves: each becomes SQLITE_NOMEM, the one that can be (nothing else throws here).
#pragma once

#include <memory>
#include <new>

#include <sqlite3.h>

#include "storage/sql_bounds.h"

namespace uvscope::storage {

template <class Rows>
class SqlTable {
 public:
  // Makes the module known; `reader` must outlive the connection's tables. It may be read as a
  // table by its name, or by another one that is made by CREATE VIRTUAL TABLE temp.… USING name.
  static int declare(sqlite3* db, SessionReader& reader, const char* name = Rows::kName) {
    static const sqlite3_module module = makeModule();
    return sqlite3_create_module_v2(db, name, &module, &reader, nullptr);
  }

 private:
  struct Table : sqlite3_vtab {
    SessionReader* reader = nullptr;
  };

  struct Cursor : sqlite3_vtab_cursor {
    explicit Cursor(SessionReader& session)
        : sqlite3_vtab_cursor{}, reader(session), rows(session) {}

    SessionReader& reader;
    Rows rows;
  };

  // Runs `body`, which returns a code of SQLite, and lets nothing out.
  template <class Body>
  static int guarded(Body&& body) noexcept {
    try {
      return body();
    } catch (...) {
      return SQLITE_NOMEM;
    }
  }

  static Rows& rowsOf(sqlite3_vtab_cursor* cursor) { return static_cast<Cursor*>(cursor)->rows; }

  static int connect(sqlite3* db, void* reader, int, const char* const*, sqlite3_vtab** out,
                     char**) noexcept {
    const int rc = sqlite3_declare_vtab(db, Rows::kDeclaration);
    if (rc != SQLITE_OK) return rc;
    auto* table = new (std::nothrow) Table{};
    if (table == nullptr) return SQLITE_NOMEM;
    table->reader = static_cast<SessionReader*>(reader);
    *out = table;
    return SQLITE_OK;
  }

  static int disconnect(sqlite3_vtab* table) noexcept {
    delete static_cast<Table*>(table);
    return SQLITE_OK;
  }

  static int bestIndex(sqlite3_vtab* table, sqlite3_index_info* plan) noexcept {
    return guarded([&] {
      SessionReader& reader = *static_cast<Table*>(table)->reader;
      return planScan(Rows::kRoles, {Rows::kInOrder, Rows::kSeqIsExact}, reader, plan);
    });
  }

  static int open(sqlite3_vtab* table, sqlite3_vtab_cursor** out) noexcept {
    return guarded([&] {
      *out = std::make_unique<Cursor>(*static_cast<Table*>(table)->reader).release();
      return SQLITE_OK;
    });
  }

  static int close(sqlite3_vtab_cursor* cursor) noexcept {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
  }

  static int filter(sqlite3_vtab_cursor* cursor, int, const char* plan, int count,
                    sqlite3_value** values) noexcept {
    return guarded([&] {
      SessionReader& reader = static_cast<Cursor*>(cursor)->reader;
      rowsOf(cursor).begin(boundsOf(reader, plan, {values, static_cast<std::size_t>(count)}));
      return SQLITE_OK;
    });
  }

  static int next(sqlite3_vtab_cursor* cursor) noexcept {
    return guarded([&] {
      rowsOf(cursor).next();
      return SQLITE_OK;
    });
  }

  static int atEnd(sqlite3_vtab_cursor* cursor) noexcept { return rowsOf(cursor).atEnd() ? 1 : 0; }

  static int column(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int number) noexcept {
    return guarded([&] {
      rowsOf(cursor).column(out, number);
      return SQLITE_OK;
    });
  }

  static int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* out) noexcept {
    *out = rowsOf(cursor).rowid();
    return SQLITE_OK;
  }

  static sqlite3_module makeModule() {
    sqlite3_module module{};
    module.iVersion = 1;
    module.xCreate = connect;
    module.xConnect = connect;
    module.xBestIndex = bestIndex;
    module.xDisconnect = disconnect;
    module.xDestroy = disconnect;
    module.xOpen = open;
    module.xClose = close;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = atEnd;
    module.xColumn = column;
    module.xRowid = rowid;
    return module;
  }
};

}  // namespace uvscope::storage
