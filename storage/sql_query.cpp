#include "storage/sql_query.h"

#include <algorithm>
#include <array>
#include <memory>

#include "storage/session_file.h"
#include "storage/session_reader.h"
#include "storage/sql_edge_rows.h"
#include "storage/sql_event_rows.h"
#include "storage/sql_resource_rows.h"
#include "storage/sql_run_rows.h"
#include "storage/sql_table.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

// In temp, which goes before a table of the same name in the file.
constexpr const char* kTablesSql = R"sql(
CREATE VIRTUAL TABLE temp.event USING uvscope_event;
CREATE VIRTUAL TABLE temp.run USING uvscope_run;
CREATE VIRTUAL TABLE temp.resource USING uvscope_resource;
CREATE VIRTUAL TABLE temp.edge USING uvscope_edge;
)sql";

constexpr std::array<std::string_view, 8> kReadingPragmas = {
    "table_info", "table_xinfo", "table_list",    "index_list",
    "index_info", "index_xinfo", "function_list", "compile_options"};

int permit(void*, int action, const char* first, const char* second, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return second != nullptr && std::string_view(second) == "load_extension" ? SQLITE_DENY
                                                                               : SQLITE_OK;
    case SQLITE_PRAGMA: {
      const std::string_view name = first == nullptr ? "" : first;
      const bool reads =
          std::find(kReadingPragmas.begin(), kReadingPragmas.end(), name) != kReadingPragmas.end();
      return reads ? SQLITE_OK : SQLITE_DENY;
    }
    default:
      return SQLITE_DENY;
  }
}

Error sqlError(sqlite3* db, const SqlBudget& budget) {
  const int code = sqlite3_errcode(db) & 0xff;
  if (const Error* const limit = budget.exceeded(code)) return *limit;
  if (code == SQLITE_AUTH)
    return {ErrorCode::Usage, "SQL: only reading is possible here: use SELECT"};
  std::string message = sqliteError(db, "SQL").message;
  if (const int offset = sqlite3_error_offset(db); offset >= 0) {
    message += " (at character " + std::to_string(offset + 1) + ")";
  }
  if (message.find("no such table") != std::string::npos)
    message += "; docs/schema.md has the tables";
  return {code == SQLITE_CORRUPT ? ErrorCode::Corrupt : ErrorCode::Usage, std::move(message)};
}

SqlValue valueOf(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
      return std::monostate{};
    default:
      break;
  }
  const bool is_text = sqlite3_column_type(statement, column) == SQLITE_TEXT;
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  if (is_text) return std::string(reinterpret_cast<const char*>(bytes), size);
  return bytes == nullptr ? SqlBlob{} : SqlBlob{{bytes, bytes + size}};
}

// What follows the first statement: another one?
bool isBlank(sqlite3* db, const char* rest) {
  sqlite3_stmt* more = nullptr;
  const int rc = sqlite3_prepare_v2(db, rest, -1, &more, nullptr);
  const StatementPtr owner(more);
  return rc == SQLITE_OK && more == nullptr;
}

Result<void> prepareConnection(sqlite3* db, SessionReader& reader) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);  // "x" is a name, never a text
  // What is sorted may be larger than memory: it goes to a file that no name leads to.
  sqlite3_exec(db, "PRAGMA temp_store=FILE", nullptr, nullptr, nullptr);
  SqlTable<SqlEventRows>::declare(db, reader);
  SqlTable<SqlRunRows>::declare(db, reader);
  SqlTable<SqlResourceRows>::declare(db, reader);
  SqlTable<SqlEdgeRows>::declare(db, reader);
  if (Result<void> made = execute(db, kTablesSql); !made) return made;
  // SQLite's own table functions make themselves at their first use, which is no longer permitted
  // then.
  for (const char* use :
       {"SELECT 1 FROM json_each('[]')", "SELECT 1 FROM json_tree('[]')",
        "SELECT 1 FROM pragma_table_info('x')", "SELECT 1 FROM pragma_table_list LIMIT 0"}) {
    sqlite3_exec(db, use, nullptr, nullptr, nullptr);
  }
  sqlite3_set_authorizer(db, permit, nullptr);
  return {};
}

Result<void> runPrepared(sqlite3* db, sqlite3_stmt* statement, const SqlBudget& budget,
                         const SqlSink& sink) {
  const int count = sqlite3_column_count(statement);
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    names.emplace_back(sqlite3_column_name(statement, i));
  sink.columns(names);
  std::vector<SqlValue> values(names.size());
  int rc = SQLITE_OK;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
    for (int i = 0; i < count; ++i)
      values[static_cast<std::size_t>(i)] = valueOf(statement, i);
    if (!sink.row(values)) return {};
  }
  if (rc != SQLITE_DONE) return sqlError(db, budget);
  return {};
}

}  // namespace

Result<void> runSql(const std::string& path, std::string_view sql, const SqlSink& sink,
                    const SqlLimits& limits) {
  Result<std::unique_ptr<SessionReader>> reader = SessionReader::open(path);
  if (!reader) return reader.error();
  Result<OpenedSession> session = openSessionFile((*reader)->filePath());
  if (!session) return session.error();
  sqlite3* db = session->db.get();
  if (Result<void> ready = prepareConnection(db, **reader); !ready) return ready;
  const SqlBudget budget(db, limits);
  const std::string text(sql);
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(db, text.c_str(), -1, &raw, &rest) != SQLITE_OK)
    return sqlError(db, budget);
  const StatementPtr statement(raw);
  if (statement == nullptr) return Error{ErrorCode::Usage, "SQL: there is no statement"};
  if (!isBlank(db, rest)) return Error{ErrorCode::Usage, "SQL: one statement at a time"};
  return runPrepared(db, statement.get(), budget, sink);
}

}  // namespace uvscope::storage
