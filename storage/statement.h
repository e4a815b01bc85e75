// A prepared statement: bind from 1, step, read columns from 0.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

// What SQLite says of its last failure on `db`, after the words for what was being done.
core::Error sqliteError(sqlite3* db, std::string_view doing);

// The same error, with the path at its end if it is not told yet.
core::Error withPath(core::Error error, const std::string& path);

// Runs statements that give no rows.
core::Result<void> execute(sqlite3* db, const char* sql);

class Statement {
 public:
  enum class Step { Row, Done, Failed };

  Statement() = default;
  static core::Result<Statement> prepare(sqlite3* db, std::string_view sql);

  void bind(int index, std::int64_t value) { sqlite3_bind_int64(get(), index, value); }

  void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }

  void bind(int index, std::int32_t value) { bind(index, std::int64_t{value}); }

  void bind(int index, std::uint32_t value) { bind(index, std::int64_t{value}); }

  void bind(int index, double) = delete;  // only whole numbers are stored

  void bindNull(int index) { sqlite3_bind_null(get(), index); }

  void bindText(int index, std::string_view text);
  // Not copied: must stay until the statement was stepped.
  void bindBlob(int index, std::span<const std::uint8_t> bytes);

  Step step();
  // Steps a statement that gives no row, and resets it.
  core::Result<void> run();

  void reset() { sqlite3_reset(get()); }

  [[nodiscard]] bool isNull(int column) const;

  [[nodiscard]] std::int64_t integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
  }

  [[nodiscard]] std::uint64_t whole(int column) const {
    return static_cast<std::uint64_t>(integer(column));
  }

  [[nodiscard]] std::string text(int column) const;
  // Valid until the next step or reset.
  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const;

  [[nodiscard]] sqlite3_stmt* get() const { return statement_.get(); }

  explicit operator bool() const { return statement_ != nullptr; }

 private:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  StatementPtr statement_;
};

// A statement to be prepared, and where it goes.
struct WantedStatement {
  Statement& statement;
  std::string_view sql;
};

core::Result<void> prepareAll(sqlite3* db, std::initializer_list<WantedStatement> wanted);

// One state of the file for all that is read while this lives, unless a transaction was open
// before.
class [[nodiscard]] ReadView {
 public:
  explicit ReadView(sqlite3* db) : db_(sqlite3_get_autocommit(db) != 0 ? db : nullptr) {
    if (db_ != nullptr) sqlite3_exec(db_, "BEGIN", nullptr, nullptr, nullptr);
  }

  // Statements of the view must be gone or reset by then.
  ~ReadView() {
    if (db_ != nullptr) sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr);
  }

  ReadView(const ReadView&) = delete;
  ReadView& operator=(const ReadView&) = delete;

 private:
  sqlite3* db_;
};

// Resets on leaving, so that no read lock and no binding of a blob stays behind.
template <class Used>
class [[nodiscard]] StatementUse {
 public:
  explicit StatementUse(Used& statement) : statement_(statement) {}

  ~StatementUse() { statement_.reset(); }

  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;

 private:
  Used& statement_;
};

}  // namespace uvscope::storage
