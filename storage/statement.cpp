#include "storage/statement.h"

namespace uvscope::storage {
namespace {

core::ErrorCode codeOfSqlite(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
      return core::ErrorCode::Corrupt;
    case SQLITE_NOTADB:
      return core::ErrorCode::NotASession;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return core::ErrorCode::Permission;
    default:
      return core::ErrorCode::System;
  }
}

}  // namespace

core::Error sqliteError(sqlite3* db, std::string_view doing) {
  std::string message = std::string(doing) + ": " + sqlite3_errmsg(db);
  for (char& c : message) {  // it may quote a damaged file
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return {codeOfSqlite(sqlite3_errcode(db)), std::move(message)};
}

core::Error withPath(core::Error error, const std::string& path) {
  if (error.message.find(path) == std::string::npos) error.message += ": " + path;
  return error;
}

core::Result<void> execute(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return sqliteError(db, "session file");
}

core::Result<Statement> Statement::prepare(sqlite3* db, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
      SQLITE_OK) {
    return sqliteError(db, "session file");
  }
  return Statement(statement);
}

void Statement::bindText(int index, std::string_view text) {
  sqlite3_bind_text64(get(), index, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);  // NOLINT: SQLite's own macro
}

void Statement::bindBlob(int index, std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) {
    sqlite3_bind_zeroblob(get(), index, 0);
  } else {
    sqlite3_bind_blob64(get(), index, bytes.data(), bytes.size(), SQLITE_STATIC);
  }
}

Statement::Step Statement::step() {
  switch (sqlite3_step(get())) {
    case SQLITE_ROW:
      return Step::Row;
    case SQLITE_DONE:
      return Step::Done;
    default:
      return Step::Failed;
  }
}

core::Result<void> Statement::run() {
  const StatementUse use(*this);
  if (step() == Step::Failed) return sqliteError(sqlite3_db_handle(get()), "session file");
  return {};
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(get(), column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const unsigned char* text = sqlite3_column_text(get(), column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const std::uint8_t*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
}

core::Result<void> prepareAll(sqlite3* db, std::initializer_list<WantedStatement> wanted) {
  for (const WantedStatement& one : wanted) {
    core::Result<Statement> prepared = Statement::prepare(db, one.sql);
    if (!prepared) return prepared.error();
    one.statement = std::move(*prepared);
  }
  return {};
}

}  // namespace uvscope::storage
