// uvscope_sqlite.so: the tables event, run, resource and edge for any program that uses SQLite and
// can load extensions, over the session that is its main database.
//
//   sqlite3 s.uvscope ".load uvscope_sqlite" "SELECT count(*) FROM event"
//
// It reads through a connection of its own. A session that grows is seen as of the loading, and of
// the last call of uvscope_refresh(), which returns the number of events.
#include <cstring>
#include <memory>
#include <string>

#include <sqlite3ext.h>

// The header turns every name of SQLite into an access of this; all else here is compiled against
// the library itself.
SQLITE_EXTENSION_INIT1
#undef sqlite3_libversion
#undef sqlite3_mprintf
#undef sqlite3_db_filename
#undef sqlite3_create_module_v2
#undef sqlite3_create_function_v2
#undef sqlite3_user_data
#undef sqlite3_result_int64

#include "storage/session_reader.h"
#include "storage/sql_edge_rows.h"
#include "storage/sql_event_rows.h"
#include "storage/sql_resource_rows.h"
#include "storage/sql_run_rows.h"
#include "storage/sql_table.h"

namespace {

using uvscope::storage::SessionReader;
using uvscope::storage::SqlEdgeRows;
using uvscope::storage::SqlEventRows;
using uvscope::storage::SqlResourceRows;
using uvscope::storage::SqlRunRows;
using uvscope::storage::SqlTable;

int refuse(char** error, const std::string& why) {
  if (error != nullptr) *error = sqlite3_mprintf("uvscope: %s", why.c_str());
  return SQLITE_ERROR;
}

void refresh(sqlite3_context* out, int, sqlite3_value**) {
  auto* const reader = static_cast<SessionReader*>(sqlite3_user_data(out));
  reader->refresh();
  sqlite3_result_int64(out, static_cast<sqlite3_int64>(reader->info().events));
}

void close(void* reader) {
  delete static_cast<SessionReader*>(reader);
}

int load(sqlite3* db, char** error) {
  const char* const path = sqlite3_db_filename(db, "main");
  if (path == nullptr || *path == '\0')
    return refuse(error, "the main database is not a file: open a session first");
  auto reader = SessionReader::open(path);
  if (!reader) return refuse(error, reader.error().message);
  SessionReader* const session = reader->release();
  SqlTable<SqlEventRows>::declare(db, *session, "event");
  SqlTable<SqlRunRows>::declare(db, *session, "run");
  SqlTable<SqlResourceRows>::declare(db, *session, "resource");
  SqlTable<SqlEdgeRows>::declare(db, *session, "edge");
  // Functions go after all tables when a connection is closed.
  return sqlite3_create_function_v2(db, "uvscope_refresh", 0, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                    session, refresh, nullptr, nullptr, close);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int sqlite3_extension_init(
    sqlite3* db, char** error, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  // A program with an SQLite of its own would hand over what belongs to another library.
  if (api->libversion != &sqlite3_libversion) {
    if (error != nullptr)
      *error = api->mprintf(
          "uvscope: this program has an SQLite inside; use `uvscope sql`, or a "
          "program that uses the system's libsqlite3");
    return SQLITE_ERROR;
  }
  try {
    return load(db, error);
  } catch (...) {
    return SQLITE_NOMEM;
  }
}
