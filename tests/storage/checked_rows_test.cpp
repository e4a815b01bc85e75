// Rows under a checksum, and how many there are: what of a session file changes is told.
#include "storage/checked_rows.h"

#include <cstring>
#include <fstream>
#include <utility>

#include <gtest/gtest.h>

#include "storage/checked_bytes.h"
#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/schema.h"
#include "storage/session_index.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/same_answers.h"
#include "tests/testing/temp_dir.h"

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
       {kMetaTable,       kProcessTable,  kContextTable,   kTypeTable,      kLoopTable,
        kDroppedTable,    kFrameTable,    kStackTable,     kSiteTable,      kFindingTable,
        kNoteTable,       kChunkTable,    kDirectoryTable, kTypeTotalTable, kBirthTable,
        kOccurrenceTable, kTimelineTable, kKeptTable,      kRevivedTable,   kOddBirthTable,
        kParentTable,     kIndexTable,    kDetailLogTable, kRowCountTable}) {
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

// A session with rows in all its tables: one that has ended, or one whose recorder was killed.
class CountedRows : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    SessionWriterOptions options;
    options.chunk_events = 3;
    auto writer = SessionWriter::create(path_, options);
    ASSERT_TRUE(writer);
    testing::Tee both(**writer, model_);
    testing::RandomStream stream(24, testing::Discipline::Broken);
    stream.announce(both);
    const std::vector<core::StackFrame> frames{{"/bin/x", 1, "main", "m.c", 5, false}};
    (*writer)->onFrames(core::CodeId{1}, frames);
    (*writer)->onStack(core::StackId{1}, std::vector{core::CodeId{1}}, "main (m.c:5)");
    both.onDropped(core::ContextId{1}, 5);
    stream.feed(both, 900);
    core::Event loop;
    loop.ts_ns = model_.info().duration_ns;
    loop.context = core::ContextId{1};
    loop.kind = core::EventKind::LoopStart;
    loop.trigger.value = 1;
    both.onEvents({&loop, 1});
    both.onDetail(model_.resources(0, 1).front().key, "a detail");
    ASSERT_TRUE(GetParam() ? (*writer)->finish(model_.info().duration_ns) : (*writer)->commit());
    writer->reset();
    std::ifstream in(path_, std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
  }

  // Changes a fresh copy. Whether that did anything.
  bool change(const std::string& sql) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << whole_;
    sqlite3* raw = nullptr;
    sqlite3_open(path_.c_str(), &raw);
    const ConnectionPtr db(raw);
    EXPECT_TRUE(execute(raw, sql.c_str())) << sql;
    return sqlite3_total_changes(raw) != 0;
  }

  // What is told of damage once everything was asked.
  std::string damage() {
    auto reader = SessionReader::open(path_);
    if (!reader) return reader.error().message;
    testing::Questions questions;
    questions.overview = false;
    different_ = testing::firstDifference(**reader, model_, questions);
    if ((*reader)->site(core::StackId{1}) != "main (m.c:5)") different_ = "a site";
    if ((*reader)->frames(core::StackId{1}).size() != 1) different_ = "a stack";
    static_cast<void>((*reader)->overview(0, (*reader)->info().duration_ns + 1, 1000));
    return (*reader)->info().damage;
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  std::string whole_;
  testing::MemorySession model_;
  std::string different_;
};

TEST_P(CountedRows, AreAllThere) {
  EXPECT_EQ(damage(), "");
  EXPECT_EQ(different_, "");
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
        EXPECT_EQ(different_, "") << table;
      }
    }
  }
}

TEST_P(CountedRows, AreToldWhereTheCountsAreOfAnotherSession) {
  ASSERT_TRUE(change("DELETE FROM row_count"));
  EXPECT_NE(damage(), "");
}

INSTANTIATE_TEST_SUITE_P(FinishedAndKilled, CountedRows, ::testing::Bool());

}  // namespace
}  // namespace uvscope::storage
