#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "app/commands/sql.h"
#include "storage/session_writer.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::app {
namespace {

class SqlCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    auto writer = storage::SessionWriter::create(path_, {});
    testing::parseGraph("init 2 TCPWRAP\nbefore 2 read\nafter 2\n").feed(**writer);
    ASSERT_TRUE((*writer)->finish(0));
  }

  std::string ask(const std::string& query, SqlFormat format) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* out = open_memstream(&text, &size);
    const core::Result<int> status = runSql({path_, query, format}, out);
    std::fclose(out);
    std::string answer(text, size);
    std::free(text);
    return status ? answer : "error: " + status.error().message;
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
};

TEST_F(SqlCommand, AlignsATable) {
  EXPECT_EQ(ask("SELECT 'é' AS name, 12 AS n UNION ALL SELECT NULL, 3", SqlFormat::Table),
            "name   n\n"
            "────  ──\n"
            "é     12\n"
            "–      3\n");
}

TEST_F(SqlCommand, KeepsATableToOneLineARow) {
  EXPECT_EQ(ask("SELECT 'a' || char(10, 27) || 'b' AS x", SqlFormat::Table),
            "x\n────────\na\\n\\x1bb\n");
}

TEST_F(SqlCommand, SaysThatThereAreNoRows) {
  EXPECT_EQ(ask("SELECT id FROM event WHERE id = 99", SqlFormat::Table), "id\n──\nno rows\n");
}

TEST_F(SqlCommand, AlignsRowsBeyondThoseItMeasured) {
  const std::string out =
      ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) SELECT i "
          "FROM n",
          SqlFormat::Table);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1202);
  EXPECT_NE(out.find("\n1200\n"), std::string::npos);
}

TEST_F(SqlCommand, QuotesCsv) {
  EXPECT_EQ(ask("SELECT 'a,\"b\"' AS x, NULL AS y, '' AS z, x'ff00' AS w", SqlFormat::Csv),
            "x,y,z,w\n\"a,\"\"b\"\"\",,\"\",0xff00\n");
}

TEST_F(SqlCommand, WritesAnObjectALine) {
  EXPECT_EQ(ask("SELECT seq, kind, reason, 0.5 AS half FROM event WHERE seq < 3", SqlFormat::Json),
            "{\"seq\":1,\"kind\":\"init\",\"reason\":null,\"half\":0.5}\n"
            "{\"seq\":2,\"kind\":\"before\",\"reason\":\"read\",\"half\":0.5}\n");
}

TEST_F(SqlCommand, WritesJsonOfTextThatIsNoUtf8) {
  EXPECT_EQ(ask("SELECT CAST(x'61ff62' AS TEXT) AS x", SqlFormat::Json),
            "{\"x\":\"a\xEF\xBF\xBD"
            "b\"}\n");
}

TEST_F(SqlCommand, PassesTheErrorOn) {
  EXPECT_EQ(ask("SELEC 1", SqlFormat::Table),
            "error: SQL: near \"SELEC\": syntax error (at character 1)");
}

TEST(SchemaPage, HasQueriesThatAnswer) {
  const testing::TempDir dir;
  ASSERT_TRUE(testing::writeSyntheticSession(dir.file("s.uvscope"), 20000));
  std::ifstream in(UVSCOPE_SOURCE_DIR "/docs/schema.md");
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  const std::string fence = "```";
  int queries = 0;
  for (std::size_t at = page.find(fence + "sql"); at != std::string::npos;
       at = page.find(fence + "sql", at + 1)) {
    const std::size_t begin = page.find('\n', at);
    const std::string query = page.substr(begin, page.find(fence, begin) - begin);
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* out = open_memstream(&text, &size);
    const core::Result<int> status = runSql({dir.file("s.uvscope"), query, SqlFormat::Csv}, out);
    std::fclose(out);
    const std::string answer(text, size);
    std::free(text);
    EXPECT_TRUE(status) << query << status.error().message;
    EXPECT_GT(std::count(answer.begin(), answer.end(), '\n'), 1) << query;
    ++queries;
  }
  EXPECT_EQ(queries, 11);
}

}  // namespace
}  // namespace uvscope::app
