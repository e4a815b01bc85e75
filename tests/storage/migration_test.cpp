// Sessions that older versions have written.
#include "storage/migration.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "storage/checked_tables.h"
#include "storage/notes.h"
#include "storage/rewrite.h"
#include "storage/session_file.h"
#include "storage/session_reader.h"
#include "storage/sql_query.h"
#include "storage/statement.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/older_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/same_answers.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

struct Case {
  int layout;
  std::uint64_t seed;
  testing::Discipline discipline;
  std::size_t events;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << "layout" << one.layout << "of" << one.events << "seed" << one.seed;
}

// Temporary copies go to a place where a test can count them.
class MigratedSession : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(copies_);
    setenv("TMPDIR", copies_.c_str(), 1);
  }

  void TearDown() override {
    unsetenv("TMPDIR");
    EXPECT_TRUE(std::filesystem::is_empty(copies_));
  }

  std::unique_ptr<SessionReader> open() {
    auto reader = SessionReader::open(path_);
    EXPECT_TRUE(reader) << reader.error().message;
    return reader ? std::move(*reader) : nullptr;
  }

  void change(const char* sql) {
    sqlite3* raw = nullptr;
    sqlite3_open(path_.c_str(), &raw);
    const ConnectionPtr db(raw);
    EXPECT_TRUE(execute(raw, sql));
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("old.uvscope");
  std::string copies_ = dir_.file("copies");
  testing::OlderSession old_;
};

class EachLayout : public MigratedSession, public ::testing::WithParamInterface<Case> {};

TEST_P(EachLayout, AnswersAsTheModelDoes) {
  testing::RandomStream stream(GetParam().seed, GetParam().discipline);
  testing::OlderSession old(GetParam().layout);
  stream.announce(old);
  stream.feed(old, GetParam().events);
  old.write(path_);
  const auto reader = open();
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(testing::firstDifference(*reader, old.model(), {GetParam().seed}), "");
  EXPECT_EQ(reader->info().damage, "");
  EXPECT_EQ(reader->info().migrated_from, GetParam().layout);
  EXPECT_EQ(reader->info().path, path_);
}

INSTANTIATE_TEST_SUITE_P(OldFiles, EachLayout,
                         ::testing::Values(Case{1, 1, testing::Discipline::Kept, 0},
                                           Case{1, 2, testing::Discipline::Kept, 5000},
                                           Case{1, 3, testing::Discipline::Broken, 3000},
                                           Case{2, 4, testing::Discipline::Kept, 1},
                                           Case{2, 5, testing::Discipline::Kept, 9000},
                                           Case{2, 6, testing::Discipline::Broken, 6000}),
                         ::testing::PrintToStringParamName());

TEST_F(MigratedSession, KeepsWhatIsKnownOfTheRecording) {
  testing::SyntheticServer server(old_);
  server.run(2000);
  old_.onProcessExit({core::ProcessId{1}, server.now(), 0, -1});
  old_.write(path_);
  const auto reader = open();
  const SessionInfo& info = reader->info();
  EXPECT_EQ(info.program, "an old program");
  EXPECT_EQ(info.recorder_version, "0.1");
  EXPECT_EQ(info.clock, "tsc");
  EXPECT_EQ(info.recorded_unix_ms, 1'700'000'000'123);
  EXPECT_EQ(info.exit_status, 3);
  EXPECT_TRUE(info.finished);
  EXPECT_TRUE(info.left_running.empty());
  EXPECT_EQ(reader->processes().front().arguments,
            (std::vector<std::string>{"an", "old \"program\""}));
  EXPECT_EQ(reader->typeName(core::kFirstUserType), "JobQueue");
}

TEST_F(MigratedSession, KnowsThatTheRecordingHasNotComeToItsEnd) {
  testing::SyntheticServer server(old_);
  server.run(2000);
  old_.write(path_, false);
  const auto reader = open();
  EXPECT_FALSE(reader->info().finished);
  EXPECT_FALSE(reader->info().recording);
  EXPECT_FALSE(reader->refresh());
  EXPECT_EQ(reader->info().duration_ns, old_.model().info().duration_ns);
}

TEST_F(MigratedSession, HasTheStacksOfTheRows) {
  old_.onProcess({core::ProcessId{1}, 10, 1, "/bin/x", {}, 0});
  old_.onContext({core::ContextId{1}, core::ProcessId{1}, 10, "main"});
  old_.onFrames(core::CodeId{1},
                std::vector<core::StackFrame>{{"/bin/x", 0x10, "inlined", "a.c", 3, true},
                                              {"/bin/x", 0x10, "outer", "a.c", 9, false}});
  old_.onFrames(core::CodeId{2},
                std::vector<core::StackFrame>{{"/bin/x", 0x20, "main", "m.c", 5, false}});
  old_.onStack(core::StackId{1}, std::vector{core::CodeId{1}, core::CodeId{2}}, "inlined (a.c:3)");
  core::Event init;
  init.context = core::ContextId{1};
  init.id = core::AsyncId{2};
  init.trigger = core::kBootstrapId;
  init.type = core::typeOf(core::Provider::Tcp);
  init.value = 1;
  old_.onEvents(std::vector{init});
  old_.write(path_);
  const auto reader = open();
  const auto record = reader->resource({core::ContextId{1}, core::AsyncId{2}});
  ASSERT_TRUE(record);
  EXPECT_EQ(record->stack, core::StackId{1});
  EXPECT_EQ(reader->frames(core::StackId{1}), old_.model().frames(core::StackId{1}));
  EXPECT_EQ(reader->site(core::StackId{1}), "inlined (a.c:3)");
}

TEST_F(MigratedSession, IsAskedInSql) {
  testing::SyntheticServer server(old_);
  server.run(1500);
  old_.write(path_);
  std::string answer;
  SqlSink sink;
  sink.columns = [](const std::vector<std::string>&) {};
  sink.row = [&](std::span<const SqlValue> row) {
    answer += std::to_string(std::get<std::int64_t>(row[0])) + " " + std::get<std::string>(row[1]);
    return true;
  };
  const auto done = runSql(
      path_,
      "SELECT count(*), (SELECT text FROM note) FROM event JOIN resource USING (context, id)",
      sink);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(answer, std::to_string(old_.model().info().events) + " seen before");
}

TEST_F(MigratedSession, KeepsItsCopyToItself) {
  testing::SyntheticServer server(old_);
  server.run(500);
  old_.write(path_);
  const auto reader = open();

  struct stat status {};

  ASSERT_EQ(stat(reader->filePath().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_NE(reader->filePath(), path_);
  EXPECT_TRUE(reader->filePath().starts_with(copies_));
}

TEST_F(MigratedSession, SaysWhichEventsCannotBeRead) {
  testing::SyntheticServer server(old_);
  server.run(5 * testing::kOlderChunkEvents);
  old_.write(path_);
  change("UPDATE event_chunk SET events = zeroblob(length(events)) WHERE id = 2");
  const auto reader = open();
  ASSERT_NE(reader, nullptr);
  EXPECT_NE(reader->info().damage.find("events 1001 to 1500"), std::string::npos)
      << reader->info().damage;
  EXPECT_EQ(reader->info().dropped, testing::kOlderChunkEvents);
  EXPECT_EQ(reader->info().events, old_.model().info().events - testing::kOlderChunkEvents);
}

TEST_F(MigratedSession, LeavesNothingBehindWhenItCannotBeCopied) {
  testing::SyntheticServer server(old_);
  server.run(500);
  old_.write(path_);
  change("DROP TABLE event_chunk");
  const auto reader = SessionReader::open(path_);
  EXPECT_FALSE(reader);
  std::filesystem::remove_all(copies_);
  const auto nowhere = SessionReader::open(path_);
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().message.find("TMPDIR"), std::string::npos) << nowhere.error().message;
  std::filesystem::create_directory(copies_);
}

TEST_F(MigratedSession, CanBeKeptForGood) {
  testing::SyntheticServer server(old_);
  server.run(3000);
  old_.write(path_);
  {
    auto opened = openSessionFile(path_);
    ASSERT_TRUE(opened);
    Damage damage;
    ASSERT_TRUE(migrate(opened->db.get(), dir_.file("new.uvscope"), false, damage));
    EXPECT_EQ(damage.what(), "");
    EXPECT_FALSE(migrate(opened->db.get(), dir_.file("new.uvscope"), false, damage));
  }
  auto reader = SessionReader::open(dir_.file("new.uvscope"));
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->info().migrated_from, 0);
  EXPECT_EQ(testing::firstDifference(**reader, old_.model()), "");
}

// Layout 3 is read as it is, without the sums that came with layout 4.
class Layout3 : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    SessionWriterOptions options;
    options.chunk_events = 3;
    auto writer = SessionWriter::create(path_, options);
    ASSERT_TRUE(writer);
    testing::Tee both(**writer, model_);
    testing::RandomStream stream(24, testing::Discipline::Broken);
    stream.announce(both);
    stream.feed(both, 900);
    ASSERT_TRUE(GetParam() ? (*writer)->finish(model_.info().duration_ns) : (*writer)->commit());
    writer->reset();
    testing::makeLayout3(path_);
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("old.uvscope");
  testing::MemorySession model_;
};

TEST_P(Layout3, AnswersAsTheModelDoes) {
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader) << reader.error().message;
  testing::Questions questions;
  questions.overview = false;  // of many chunks it is coarser
  EXPECT_EQ(testing::firstDifference(**reader, model_, questions), "");
  EXPECT_EQ((*reader)->info().damage, "");
  EXPECT_EQ((*reader)->info().migrated_from, 0);
  EXPECT_EQ((*reader)->filePath(), path_);
}

TEST_P(Layout3, TakesNotes) {
  Note note;
  note.text = "seen";
  const auto id = addNote(path_, note);
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_TRUE(addNote(path_, note));
  EXPECT_TRUE(removeNote(path_, *id));
  auto opened = openSessionFile(path_);
  ASSERT_TRUE(opened);
  Damage damage;
  EXPECT_EQ(readNotes(opened->db.get(), damage).size(), 1U);
  EXPECT_EQ(damage.what(), "");
}

TEST_P(Layout3, IsCopiedIntoTheLayoutOfToday) {
  const std::string copy = dir_.file("copy.uvscope");
  {
    auto reader = SessionReader::open(path_);
    ASSERT_TRUE(reader);
    const RewriteInput input{reader->get(), {}, 0, kNeverNs};
    ASSERT_TRUE(rewriteSessions({&input, 1}, copyOf(**reader), copy));
  }
  auto opened = openSessionFile(copy);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(hasSums(opened->db.get(), kKeptTable));
  auto reader = SessionReader::open(copy);
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->info().events, model_.info().events);
  EXPECT_EQ((*reader)->info().damage, "");
}

INSTANTIATE_TEST_SUITE_P(FinishedAndKilled, Layout3, ::testing::Bool());

// A file that lost its sums is no file of layout 3.
TEST(Layout4, IsNotTakenForAnOlderOneWhereItsCountsAreMissing) {
  const testing::TempDir dir;
  ASSERT_TRUE(testing::writeSyntheticSession(dir.file("s.uvscope"), 2000));
  sqlite3* raw = nullptr;
  sqlite3_open(dir.file("s.uvscope").c_str(), &raw);
  EXPECT_TRUE(execute(raw, "DROP TABLE row_count"));
  sqlite3_close(raw);
  auto reader = SessionReader::open(dir.file("s.uvscope"));
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->info().damage, "the checksums of the session are missing");
}

}  // namespace
}  // namespace uvscope::storage
