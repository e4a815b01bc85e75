// Owners of SQLite's two kinds of object.
#pragma once

#include <memory>

#include <sqlite3.h>

namespace uvscope::storage {

// close_v2: statements may outlive their connection, whatever the order of members.
struct SqliteCloser {
  void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

using ConnectionPtr = std::unique_ptr<sqlite3, SqliteCloser>;
using StatementPtr = std::unique_ptr<sqlite3_stmt, SqliteCloser>;

}  // namespace uvscope::storage
