#include "storage/sql_query.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

std::string textOf(const SqlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (std::holds_alternative<double>(value)) return std::to_string(std::get<double>(value));
  return std::holds_alternative<SqlBlob>(value) ? "blob" : "-";
}

// The answer in lines, or the error.
std::string ask(const std::string& path, std::string_view sql) {
  std::string out;
  SqlSink sink;
  sink.columns = [](const std::vector<std::string>&) {};
  sink.row = [&](std::span<const SqlValue> row) {
    for (const SqlValue& value : row)
      out += textOf(value) + (&value == &row.back() ? "\n" : " ");
    return true;
  };
  const core::Result<void> done = runSql(path, sql, sink);
  return done ? out : "error: " + done.error().message;
}

class SqlQuery : public ::testing::Test {
 protected:
  void write(std::string_view text) {
    auto writer = SessionWriter::create(path_, {});
    testing::parseGraph(text).feed(**writer);
    ASSERT_TRUE((*writer)->finish(0));
  }

  std::string ask(std::string_view sql) { return storage::ask(path_, sql); }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
};

constexpr std::string_view kSmall = R"(
  init 2 TCPSERVERWRAP
  init 3 TCPWRAP <2 @0
  before 2 connection
  init 4 TIMERWRAP <3
  after 2
  before 3 read 64
  unref 4
  closing 3
  after 3
  destroy 3
)";

TEST_F(SqlQuery, ShowsEventsWithWhatTheirKindHas) {
  write(kSmall);
  EXPECT_EQ(ask("SELECT * FROM event WHERE seq IN (2, 6, 10)"),
            "2 2000 1 init 3 TCPWRAP 2 0 - - -\n"
            "6 6000 1 before 3 - - - read 64 -\n"
            "10 10000 1 destroy 3 - - - - - -\n");
}

TEST_F(SqlQuery, ShowsRuns) {
  write(kSmall);
  EXPECT_EQ(ask("SELECT * FROM run"),
            "3 5 3000 5000 2000 1 2 0 connection 0\n"
            "6 9 6000 9000 3000 1 3 0 read 64\n");
}

TEST_F(SqlQuery, ShowsResourcesAndEdges) {
  write(kSmall);
  EXPECT_EQ(
      ask("SELECT id, type, state, trigger_id, execution_id, creating_run, runs FROM resource"),
      "2 TCPSERVERWRAP alive 1 1 0 1\n"
      "3 TCPWRAP destroyed 2 0 0 1\n"
      "4 TIMERWRAP alive 3 2 1 0\n");
  EXPECT_EQ(ask("SELECT parent, child FROM edge WHERE kind = 'trigger'"), "1 2\n2 3\n3 4\n");
}

TEST_F(SqlQuery, FindsTheSameByAConditionAsByLookingAtAll) {
  auto writer = SessionWriter::create(path_, {});
  testing::RandomStream stream(5, testing::Discipline::Broken);
  stream.announce(**writer);
  stream.feed(**writer, 20000);
  ASSERT_TRUE((*writer)->finish(0));
  for (const char* table : {"event", "run"}) {
    const std::string seq = std::string(table) == "event" ? "seq" : "before_seq";
    const std::string ns = std::string(table) == "event" ? "ts_ns" : "begin_ns";
    for (const std::string& condition :
         {seq + " > 4000 AND $ <= 8200", seq + " = 5000", seq + " < 0", seq + " >= -1",
          seq + " > 1.5e3", seq + " > 1500.5", seq + " < 'many'", seq + " < 9e18",
          seq + " <= 1e300", ns + " BETWEEN 2000000 AND 9000000", ns + " < 5000000", ns + " > 1e15",
          std::string("id = 40"), std::string("id = 40 AND context = 2"),
          std::string("context = 3"), std::string("id = 1000003"), std::string("id = 1"),
          std::string("id = NULL"), std::string("context = 4294967297")}) {
      std::string pushed = condition;
      if (const std::size_t mark = pushed.find('$'); mark != std::string::npos)
        pushed.replace(mark, 1, seq);
      std::string blocked;  // unary plus keeps a condition from the table
      for (std::size_t i = 0; i < pushed.size(); ++i) {
        const bool word_begins = i == 0 || pushed[i - 1] == ' ';
        for (const std::string& name : {seq, ns, std::string("id"), std::string("context")}) {
          if (word_begins && pushed.compare(i, name.size() + 1, name + " ") == 0) blocked += '+';
        }
        blocked += pushed[i];
      }
      const std::string query =
          "SELECT count(*), total(" + seq + "), total(" + ns + ") FROM " + table + " WHERE ";
      ASSERT_EQ(ask(query + pushed), ask(query + blocked)) << pushed << " and " << blocked;
    }
  }
}

// As in a table of SQLite's own: the column's affinity makes a number of the text.
TEST_F(SqlQuery, ComparesWithNumbersInQuotes) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 3000));
  EXPECT_EQ(ask("SELECT count(*) FROM event WHERE seq < '1500'"), "1499\n");
}

TEST_F(SqlQuery, AgreesWithTheReader) {
  ASSERT_TRUE(testing::writeSyntheticSession(path_, 30000));
  auto reader = SessionReader::open(path_);
  const SessionInfo& info = (*reader)->info();
  EXPECT_EQ(ask("SELECT count(*) FROM event"), std::to_string(info.events) + "\n");
  EXPECT_EQ(ask("SELECT count(*) FROM resource"), std::to_string(info.resources) + "\n");
  EXPECT_EQ(ask("SELECT count(*) FROM resource WHERE state <> 'destroyed'"),
            std::to_string(info.alive) + "\n");
  EXPECT_EQ(ask("SELECT count(*) FROM run"),
            std::to_string((*reader)->runs(0, kNeverNs, info.events).size()) + "\n");
  EXPECT_EQ(
      ask("SELECT (SELECT total(run_ns) FROM resource) = (SELECT total(duration_ns) FROM run)"),
      "1\n");
  EXPECT_EQ(
      ask("SELECT (SELECT count(*) FROM event) = (SELECT count(*) FROM event ORDER BY seq DESC)"),
      "1\n");
}

TEST_F(SqlQuery, JoinsItsTables) {
  write(kSmall);
  EXPECT_EQ(ask("SELECT r.type, run.duration_ns FROM run JOIN resource r USING (context, id) ORDER "
                "BY 2 DESC"),
            "TCPWRAP 3000\nTCPSERVERWRAP 2000\n");
  EXPECT_EQ(ask("SELECT e.seq FROM resource r JOIN event e USING (context, id) WHERE r.type = "
                "'TIMERWRAP'"),
            "4\n7\n");
}

TEST_F(SqlQuery, RefusesEverythingButReading) {
  write(kSmall);
  const auto before = std::filesystem::last_write_time(path_);
  for (const char* sql : {"DELETE FROM birth_chunk",
                          "UPDATE meta SET value = 1",
                          "INSERT INTO meta VALUES('a', 1)",
                          "DROP TABLE meta",
                          "CREATE TABLE t(x)",
                          "CREATE TEMP TABLE t(x)",
                          "CREATE VIEW v AS SELECT 1",
                          "ATTACH '/tmp/x' AS x",
                          "DETACH main",
                          "VACUUM",
                          "VACUUM INTO '/tmp/uvscope-copy'",
                          "PRAGMA journal_mode=DELETE",
                          "PRAGMA writable_schema=ON",
                          "PRAGMA user_version=9",
                          "BEGIN",
                          "COMMIT",
                          "SAVEPOINT s",
                          "REINDEX",
                          "ANALYZE",
                          "SELECT load_extension('x')",
                          "INSERT INTO event(seq) VALUES(1)",
                          "DELETE FROM event",
                          "CREATE VIRTUAL TABLE temp.e USING uvscope_event",
                          "ALTER TABLE meta RENAME TO m"}) {
    EXPECT_EQ(ask(sql).rfind("error: SQL: ", 0), 0U) << sql << ": " << ask(sql);
  }
  EXPECT_EQ(std::filesystem::last_write_time(path_), before);
  EXPECT_FALSE(std::filesystem::exists("/tmp/uvscope-copy"));
}

TEST_F(SqlQuery, SaysWhereAMistakeIs) {
  write(kSmall);
  EXPECT_EQ(ask("SELECT id FORM resource"),
            "error: SQL: near \"resource\": syntax error (at character 16)");
  EXPECT_EQ(ask("SELECT idd FROM resource"), "error: SQL: no such column: idd (at character 8)");
  EXPECT_EQ(ask("SELECT \"idd\" FROM resource"),
            "error: SQL: no such column: idd (at character 8)");
  EXPECT_EQ(ask(" ;"), "error: SQL: there is no statement");
  EXPECT_EQ(ask("SELECT 1; SELECT 2"), "error: SQL: one statement at a time");
  EXPECT_EQ(ask("SELECT 1; -- fine"), "1\n");
}

TEST_F(SqlQuery, KnowsWhatSqliteKnows) {
  write(kSmall);
  EXPECT_EQ(ask("SELECT value FROM json_each('[1,2]')"), "1\n2\n");
  EXPECT_EQ(ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) "
                "SELECT i FROM n"),
            "1\n2\n3\n");
  EXPECT_NE(ask("SELECT name FROM pragma_table_info('process')").find("pid\n"), std::string::npos);
}

TEST_F(SqlQuery, IsNotFooledByAFileThatHasATableOfTheName) {
  write(kSmall);
  sqlite3* raw = nullptr;
  sqlite3_open(path_.c_str(), &raw);
  sqlite3_exec(raw, "CREATE TABLE event(seq); CREATE VIEW resource AS SELECT load_extension('x')",
               nullptr, nullptr, nullptr);
  sqlite3_close(raw);
  EXPECT_EQ(ask("SELECT count(*) FROM event"), "10\n");
  EXPECT_EQ(ask("SELECT count(*) FROM resource"), "3\n");
}

TEST_F(SqlQuery, EndsWhenToldTo) {
  write(kSmall);
  int rows = 0;
  SqlSink sink;
  sink.columns = [](const std::vector<std::string>& names) { EXPECT_EQ(names.front(), "seq"); };
  sink.row = [&](std::span<const SqlValue>) { return ++rows < 3; };
  EXPECT_TRUE(runSql(path_, "SELECT seq FROM event", sink));
  EXPECT_EQ(rows, 3);
}

}  // namespace
}  // namespace uvscope::storage
