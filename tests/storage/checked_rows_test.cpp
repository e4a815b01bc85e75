// Rows under a checksum, and how many there are: what of a session file changes is told.
#include "storage/checked_rows.h"

#include <cstring>
#include <utility>

#include <gtest/gtest.h>

#include "storage/checked_bytes.h"
#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/schema.h"
#include "storage/session_index.h"
#include "tests/testing/small_session.h"

namespace uvscope::storage {
namespace {

class CheckedRows : public ::testing::Test {
 protected:
  void SetUp() override {
    sqlite3* raw = nullptr;
    sqlite3_open(":memory:", &raw);
    db_.reset(raw);
    ASSERT_TRUE(execute(raw, kCreateSchemaSql));
    auto insert = RowInsert::prepare(raw, kContextTable);
    ASSERT_TRUE(insert);
    for (std::int64_t id = 1; id <= 3; ++id) {
      insert->bind(1, id);
      insert->bind(2, std::int64_t{1});
      insert->bind(3, 100 + id);
      insert->bindText(4, "thread " + std::to_string(id));
      ASSERT_TRUE(insert->run());
    }
  }

  // "1 2 3": the ids that can be read, then "changed" if there are others.
  std::string readable(const char* change = "") {
    EXPECT_TRUE(execute(db_.get(), change));
    auto select = CheckedSelect::prepare(db_.get(), kContextTable, "ORDER BY id");
    EXPECT_TRUE(select);
    std::string ids;
    Statement::Step step = Statement::Step::Done;
    while ((step = select->step()) == Statement::Step::Row)
      ids += select->text(0) + " ";
    return step == Statement::Step::Failed ? ids + "changed" : ids;
  }

  ConnectionPtr db_;
};

TEST_F(CheckedRows, AreReadAsTheyWereWritten) {
  EXPECT_EQ(readable(), "1 2 3 ");
}

TEST_F(CheckedRows, AreLeftOutWhereANumberWasChanged) {
  EXPECT_EQ(readable("UPDATE context SET thread_id = thread_id + 1 WHERE id = 2"), "1 3 changed");
}

TEST_F(CheckedRows, AreLeftOutWhereATextWasChanged) {
  EXPECT_EQ(readable("UPDATE context SET name = 'thread 9' WHERE id = 1"), "2 3 changed");
}

TEST_F(CheckedRows, AreLeftOutWhereTheyHaveTheNumberOfAnother) {
  EXPECT_EQ(readable("DELETE FROM context WHERE id = 1; UPDATE context SET id = 1 WHERE id = 3"),
            "2 changed");
}

TEST_F(CheckedRows, AreLeftOutWhereTheirValuesWereExchanged) {
  EXPECT_EQ(readable("UPDATE context SET name = 'thread ' || (4 - id) WHERE id <> 2"), "2 changed");
}

TEST_F(CheckedRows, AreLeftOutWhereTheirSumWasChanged) {
  EXPECT_EQ(readable("UPDATE context SET sum = sum + 1 WHERE id = 3"), "1 2 changed");
}

TEST_F(CheckedRows, TellNumbersFromTextsAndFromNothing) {
  auto insert = RowInsert::prepare(db_.get(), kMetaTable);
  ASSERT_TRUE(insert);
  insert->bindText(1, "a");
  insert->bind(2, std::int64_t{7});
  ASSERT_TRUE(insert->run());
  for (const char* const value : {"'7'", "x'37'", "NULL", "7.0"}) {
    ASSERT_TRUE(execute(db_.get(), (std::string("UPDATE meta SET value = ") + value).c_str()));
    auto select = CheckedSelect::prepare(db_.get(), kMetaTable);
    EXPECT_EQ(select->step(), Statement::Step::Failed) << value;
    EXPECT_EQ(select->failure(), "rows of table meta were changed");
  }
}

TEST_F(CheckedRows, HaveBlobsUnderTheirOwnSums) {
  auto insert = RowInsert::prepare(db_.get(), kBirthTable);
  ASSERT_TRUE(insert);
  for (const std::int64_t id : {1, 2}) {
    const std::vector<std::uint8_t> blob =
        withChecksum(std::vector<std::uint8_t>(static_cast<std::size_t>(20 * id)));
    insert->bind(1, id);
    insert->bindBlob(2, blob);
    ASSERT_TRUE(insert->run());
  }
  ASSERT_TRUE(execute(db_.get(),
                      "UPDATE birth_chunk SET births = (SELECT births FROM birth_chunk "
                      "WHERE id = 2) WHERE id = 1"));
  auto select = CheckedSelect::prepare(db_.get(), kBirthTable, "ORDER BY id");
  ASSERT_EQ(select->step(), Statement::Step::Row);
  EXPECT_EQ(select->integer(0), 2);
  EXPECT_EQ(select->step(), Statement::Step::Failed);
}

TEST_F(CheckedRows, CanBeCheckedWithoutTheBlobThatANumberStandsFor) {
  const std::vector<KeptRecord> records(1);
  const std::vector<std::uint8_t> blob = encodeKept(records);
  auto insert = RowInsert::prepare(db_.get(), kKeptTable);
  ASSERT_TRUE(insert);
  for (int column = 1; column <= 4; ++column)
    insert->bind(column, 0);
  insert->bindBlob(5, blob);
  std::int64_t own_sum = 0;
  std::memcpy(&own_sum, blob.data(), sizeof(own_sum));
  insert->bind(6, own_sum);
  ASSERT_TRUE(insert->run());
  ASSERT_TRUE(recount(db_.get(), {&kKeptTable, 1}));
  Damage damage;
  EXPECT_EQ(readKeptPages(db_.get(), damage).size(), 1U);
  EXPECT_EQ(damage.what(), "");
  ASSERT_TRUE(execute(db_.get(), "UPDATE kept SET unfinished = 1"));
  EXPECT_EQ(readKeptPages(db_.get(), damage).size(), 0U);
  EXPECT_NE(damage.what(), "");
}

// Every column of every table must be under the sum of its row.
TEST_F(CheckedRows, LeaveNoColumnOut) {
  std::string known;
  for (const CheckedTable& table :
       {kMetaTable,       kProcessTable,    kContextTable,   kTypeTable,      kLoopTable,
        kDroppedTable,    kFrameTable,      kStackTable,     kSiteTable,      kFindingTable,
        kNoteTable,       kChunkTable,      kDirectoryTable, kTypeTotalTable, kBirthTable,
        kOccurrenceTable, kTimelineTable,   kKeptTable,      kRevivedTable,   kOddBirthTable,
        kParentTable,     kIndexTable,      kDetailLogTable, kRowCountTable,  kAliveTypeTable,
        kSubtreeTable,    kBusyContextTable}) {
    known.append(" ").append(table.name).append(" ");
    auto columns = Statement::prepare(db_.get(), "SELECT name FROM pragma_table_info(?)");
    columns->bindText(1, table.name);
    const std::string covered = ", " + std::string(table.columns) + ",";
    while (columns->step() == Statement::Step::Row) {
      const std::string name = columns->text(0);
      if (name == "sum" || name == table.others) continue;
      EXPECT_NE(covered.find(", " + name + ","), std::string::npos) << table.name << "." << name;
    }
  }
  auto tables =
      Statement::prepare(db_.get(), "SELECT name FROM sqlite_schema WHERE type = 'table'");
  while (tables->step() == Statement::Step::Row)
    EXPECT_NE(known.find(" " + tables->text(0) + " "), std::string::npos) << tables->text(0);
}

// In a session that has ended, or of which the recorder was killed.
class CountedRows : public ::testing::TestWithParam<bool> {
 protected:
  // Changes a fresh copy. Whether that did anything.
  bool change(const std::string& sql) {
    session_.replaceBy(session_.whole());
    sqlite3* raw = nullptr;
    sqlite3_open(session_.path().c_str(), &raw);
    const ConnectionPtr db(raw);
    EXPECT_TRUE(execute(raw, sql.c_str())) << sql;
    return sqlite3_total_changes(raw) != 0;
  }

  std::string damage() { return session_.damage(); }

  testing::SmallSession session_{GetParam()};
};

TEST_P(CountedRows, AreAllThere) {
  EXPECT_EQ(damage(), "");
  EXPECT_EQ(session_.difference(), "");
}

TEST_P(CountedRows, AreToldWhereOneIsMissing) {
  const std::pair<std::string, std::string> tables[] = {{"meta", "key"},
                                                        {"process", "id"},
                                                        {"context", "id"},
                                                        {"type", "id"},
                                                        {"loop", "context, number"},
                                                        {"dropped", "rowid"},
                                                        {"frame", "code"},
                                                        {"stack", "id"},
                                                        {"site", "stack"},
                                                        {"event_chunk", "id"},
                                                        {"event_directory", "id"},
                                                        {"type_total", "type"},
                                                        {"birth_chunk", "id"},
                                                        {"occurrence", "id"},
                                                        {"timeline", "id"},
                                                        {"alive_type", "id"},
                                                        {"busy_context", "id"},
                                                        {"subtree", "id"},
                                                        {"kept", "id"},
                                                        {"revived", "number"},
                                                        {"odd_birth", "context, id"},
                                                        {"parent", "context, id"},
                                                        {"row_count", "name"},
                                                        {"detail_log", "id"}};
  for (const auto& [table, key] : tables) {
    for (const std::string order : {"ASC", "DESC"}) {
      const bool changed =
          change("DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " +
                 table + " ORDER BY " + key + " " + order + " LIMIT 1)");
      // What only serves a recording that has not ended is not asked of one that has.
      const bool asked = !GetParam() || (table != "event_directory" && table != "detail_log");
      const std::string told = damage();
      EXPECT_TRUE(changed || (GetParam() && table == "detail_log")) << table << " is empty";
      if (!changed) continue;
      EXPECT_EQ(asked, !told.empty()) << table << " " << order << ": " << told;
      if (!asked) {
        EXPECT_EQ(session_.difference(), "") << table;
      }
    }
  }
}

TEST_P(CountedRows, AreToldWhereTheCountsAreOfAnotherSession) {
  ASSERT_TRUE(change("DELETE FROM row_count"));
  EXPECT_NE(damage(), "");
}

// One cell of a page leads to another's place.
TEST_P(CountedRows, AreToldWhereAPageTellsOneTwiceAndAnotherNot) {
  constexpr std::size_t kPage = 4096, kCells = 8;
  sqlite3* raw = nullptr;
  sqlite3_open(session_.path().c_str(), &raw);
  const ConnectionPtr db(raw);
  auto root = Statement::prepare(raw, "SELECT rootpage FROM sqlite_schema WHERE name = 'parent'");
  ASSERT_EQ(root->step(), Statement::Step::Row);
  const std::size_t cells = (root->whole(0) - 1) * kPage + kCells;
  std::string bytes = session_.whole();
  bytes.replace(cells, 2, bytes.substr(cells + 2, 2));
  session_.replaceBy(bytes);
  EXPECT_NE(damage(), "");
}

TEST_P(CountedRows, AreToldWhereAColumnHasLostItsName) {
  for (const char* const sql :
       {"ALTER TABLE frame RENAME COLUMN line TO lime", "ALTER TABLE loop RENAME TO poof",
        "ALTER TABLE revived RENAME COLUMN record TO recorc", "DROP TABLE odd_birth"}) {
    change(sql);
    EXPECT_NE(damage(), "") << sql;
  }
}

INSTANTIATE_TEST_SUITE_P(FinishedAndKilled, CountedRows, ::testing::Bool());

}  // namespace
}  // namespace uvscope::storage
