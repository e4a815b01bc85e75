// SQL by somebody who means harm: it changes nothing, and it ends.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "storage/sql_query.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

class HostileSql : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(testing::writeSyntheticSession(path_, 3000)); }

  void TearDown() override {
    EXPECT_EQ(bytes(), before_);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}), 1);
  }

  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // The error, or "" where there was none.
  std::string ask(const std::string& sql, const SqlLimits& limits = {}) {
    if (before_.empty()) before_ = bytes();
    SqlSink sink;
    sink.columns = [](const std::vector<std::string>&) {};
    sink.row = [this](std::span<const SqlValue>) { return ++rows_ > 0; };
    const auto done = runSql(path_, sql, sink, limits);
    return done ? "" : done.error().message;
  }

  void expectRefused(const std::string& sql) {
    const std::string error = ask(sql);
    EXPECT_NE(error, "") << sql;
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  std::string before_;
  std::uint64_t rows_ = 0;
};

TEST_F(HostileSql, CannotWrite) {
  for (const char* const sql :
       {"DELETE FROM event_chunk", "UPDATE meta SET value = 1",
        "INSERT INTO note(text) VALUES('x')", "DROP TABLE meta", "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x AS SELECT * FROM event",
        "CREATE TRIGGER t AFTER INSERT ON note BEGIN SELECT 1; END", "ALTER TABLE note ADD x",
        "REINDEX", "VACUUM", "VACUUM INTO 'copy.db'", "ANALYZE", "BEGIN IMMEDIATE", "SAVEPOINT x",
        "DELETE FROM event", "UPDATE resource SET id = 1",
        "WITH x AS (SELECT 1) INSERT INTO note(text) SELECT * FROM x",
        "CREATE VIRTUAL TABLE temp.x USING fts5(y)", "DROP TABLE temp.event"})
    expectRefused(sql);
}

TEST_F(HostileSql, CannotReachOtherFilesOrCode) {
  for (const char* const sql :
       {"ATTACH 'other.db' AS other", "ATTACH ':memory:' AS other", "DETACH main",
        "SELECT load_extension('/tmp/x.so')", "SELECT readfile('/etc/passwd')",
        "SELECT writefile('x', 'y')", "SELECT edit('x')", "SELECT * FROM fsdir('/')",
        "SELECT fts3_tokenizer('x')", "SELECT * FROM sqlite_dbpage"})
    expectRefused(sql);
}

TEST_F(HostileSql, CannotLoosenWhatIsTight) {
  for (const char* const sql :
       {"PRAGMA writable_schema=ON", "PRAGMA writable_schema", "PRAGMA trusted_schema=ON",
        "PRAGMA journal_mode=WAL", "PRAGMA hard_heap_limit=0", "PRAGMA temp_store_directory='/x'",
        "PRAGMA cache_size=100000000", "PRAGMA mmap_size=1000000000", "PRAGMA query_only=0",
        "PRAGMA wal_checkpoint", "PRAGMA user_version=9", "SELECT * FROM pragma_journal_mode",
        "PRAGMA integrity_check", "PRAGMA optimize", "PRAGMA locking_mode=EXCLUSIVE"})
    expectRefused(sql);
}

TEST_F(HostileSql, IsOneStatement) {
  expectRefused("SELECT 1; SELECT 2");
  expectRefused("SELECT 1; DROP TABLE meta");
  expectRefused("");
  expectRefused("-- nothing");
  EXPECT_EQ(ask("SELECT 1;  -- and no more"), "");
  std::string many;
  for (int i = 0; i < 10'000; ++i)
    many += "SELECT 1;";
  expectRefused(many);
}

TEST_F(HostileSql, EndsAtItsTime) {
  SqlLimits limits;
  limits.time = std::chrono::milliseconds(200);
  const auto begin = std::chrono::steady_clock::now();
  for (const char* const sql :
       {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT i FROM n WHERE i = 2",
        "SELECT count(*) FROM event a, event b, event c, event d",
        "SELECT count(*) FROM resource a, run b, edge c, event d WHERE a.ts_ns_ IS NULL OR 1",
        "SELECT max(a.id) FROM resource a JOIN resource b JOIN resource c JOIN resource d"}) {
    const std::string error = ask(sql, limits);
    EXPECT_TRUE(error.find("stopped after 0.200 s") != std::string::npos ||
                error.find("no such column") != std::string::npos)
        << error;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST_F(HostileSql, StaysWithinItsMemory) {
  SqlLimits limits;
  limits.memory_bytes = 64'000'000;
  for (const char* const sql :
       {"SELECT length(zeroblob(2000000000))", "SELECT hex(zeroblob(1000000000))",
        "SELECT length(hex(hex(hex(zeroblob(8000000)))))",
        "SELECT replace(hex(zeroblob(10000000)), '0', '0123456789')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
        "SELECT group_concat(hex(randomblob(1000000))) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
        "SELECT json_group_array(hex(zeroblob(1000000))) FROM n",
        "SELECT quote(zeroblob(30000000))"})
    EXPECT_NE(ask(sql, limits), "") << sql;
  // What other queries may take is as before.
  EXPECT_EQ(ask("SELECT count(*) FROM event"), "");
}

TEST_F(HostileSql, MayBeDeepOrLongWithoutHarm) {
  const auto repeated = [](const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
      out += text;
    return out;
  };
  expectRefused("SELECT " + repeated("(", 100'000) + "1" + repeated(")", 100'000));
  expectRefused("SELECT " + repeated("-", 1000) + "1" + repeated(" + 1", 50'000));
  expectRefused("SELECT " + repeated("NOT ", 100'000) + "1");
  expectRefused("SELECT 1" + repeated(" UNION ALL SELECT 1", 5000));
  expectRefused("SELECT 1" + repeated(", 1", 5000));
  expectRefused("SELECT '" + repeated("x", 2'000'000) + "'");
  expectRefused("SELECT abs" + repeated("(abs", 5000) + "(1)" + repeated(")", 5000));
  expectRefused("SELECT 'x' LIKE '" + repeated("%a", 5000) + "'");
  expectRefused("SELECT * FROM event" + repeated(" JOIN event", 500));
  expectRefused("SELECT json('" + repeated("[", 100'000) + "')");
}

}  // namespace
}  // namespace uvscope::storage
