// The loadable extension, as the sqlite3 shell and Python load it.
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "storage/session_writer.h"
#include "storage/sqlite_ptr.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

// "" on success, else what SQLite says.
std::string loadInto(sqlite3* db) {
  sqlite3_enable_load_extension(db, 1);
  char* raw = nullptr;
  if (sqlite3_load_extension(db, UVSCOPE_SQLITE_EXTENSION, nullptr, &raw) == SQLITE_OK) return "";
  const std::string error = raw == nullptr ? "?" : raw;
  sqlite3_free(raw);
  return error;
}

ConnectionPtr open(const std::string& path) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  return ConnectionPtr(db);
}

std::int64_t ask(sqlite3* db, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(db, sql, -1, &raw, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  const StatementPtr statement(raw);
  return sqlite3_step(raw) == SQLITE_ROW ? sqlite3_column_int64(raw, 0) : -1;
}

TEST(SqliteExtension, GivesTheTablesOfASession) {
  const testing::TempDir dir;
  ASSERT_TRUE(testing::writeSyntheticSession(dir.file("s.uvscope"), 5000));
  const ConnectionPtr db = open(dir.file("s.uvscope"));
  ASSERT_EQ(loadInto(db.get()), "");
  const std::int64_t events = ask(db.get(), "SELECT count(*) FROM event");
  EXPECT_GE(events, 5000);
  EXPECT_EQ(ask(db.get(), "SELECT uvscope_refresh()"), events);
  const std::int64_t made = ask(db.get(), "SELECT count(*) FROM event WHERE kind = 'init'");
  EXPECT_EQ(ask(db.get(), "SELECT count(*) FROM resource"), made);
  EXPECT_EQ(ask(db.get(), "SELECT count(*) FROM edge"), 2 * made);
  EXPECT_GT(ask(db.get(), "SELECT count(*) FROM run JOIN resource USING (context, id)"), 100);
}

TEST(SqliteExtension, FollowsASessionThatGrows) {
  const testing::TempDir dir;
  auto writer = SessionWriter::create(dir.file("s.uvscope"), {});
  testing::SyntheticServer server(**writer);
  server.run(500);
  ASSERT_TRUE((*writer)->commit());
  const ConnectionPtr db = open(dir.file("s.uvscope"));
  ASSERT_EQ(loadInto(db.get()), "");
  const std::int64_t before = ask(db.get(), "SELECT count(*) FROM event");
  server.run(500);
  ASSERT_TRUE((*writer)->commit());
  EXPECT_EQ(ask(db.get(), "SELECT count(*) FROM event"), before);
  EXPECT_GT(ask(db.get(), "SELECT uvscope_refresh()"), before);
}

TEST(SqliteExtension, SaysWhatItCannotRead) {
  EXPECT_NE(loadInto(open(":memory:").get()).find("open a session first"), std::string::npos);
  const testing::TempDir dir;
  const ConnectionPtr db = open(dir.file("other.db"));
  sqlite3_exec(db.get(), "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
  EXPECT_NE(loadInto(db.get()).find("not a session"), std::string::npos);
}

}  // namespace
}  // namespace uvscope::storage
