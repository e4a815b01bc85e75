// A write that fails, whichever it is: from then on nothing more may reach the file, though the
// next write would succeed. Readers find what the last commit left, and no sign of an end.
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "storage/sqlite_ptr.h"
#include "storage/statement.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/same_answers.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

// A session that refuses one row, as if there were no room for it. A count of the rows still
// allowed lies in the file itself: what undoes the refused transaction allows some again.
class RefusingSession {
 public:
  RefusingSession() {
    SessionWriterOptions options;
    options.chunk_events = 5;
    options.lingering = 1;  // what has ended is read again from the chunk that is open
    auto writer = SessionWriter::create(path_, options);
    if (writer) writer_ = std::move(*writer);
    testing::Tee both(*writer_, model_);
    stream_.announce(both);
    stream_.feed(both, 1500);
    EXPECT_TRUE(writer_->commit());
  }

  // After `allowed` rows of `table`.
  void refuse(const std::string& table, std::int64_t allowed) {
    run("CREATE TABLE refusal(allowed INTEGER); INSERT INTO refusal VALUES(" +
        std::to_string(allowed) + "); CREATE TRIGGER refused BEFORE INSERT ON " + table +
        " BEGIN SELECT RAISE(ABORT, 'no room') FROM refusal WHERE allowed = 0;"
        " UPDATE refusal SET allowed = allowed - 1; END");
  }

  // How many rows are still allowed.
  std::int64_t allow() {
    const ConnectionPtr db = open();
    auto select = Statement::prepare(db.get(), "SELECT allowed FROM refusal");
    EXPECT_TRUE(select && select->step() == Statement::Step::Row);
    const std::int64_t allowed = select->integer(0);
    select->reset();
    run("DROP TRIGGER refused; DROP TABLE refusal");
    return allowed;
  }

  // Everything that a recorder may still do. Whether the session came to its end.
  bool goOn() {
    core::ProcessInfo process;
    process.id.value = 9;
    writer_->onProcess(process);
    writer_->onContext({core::ContextId{99}, core::ProcessId{9}, 99, "late"});
    writer_->onType(core::TypeId{1999}, "late");
    const std::vector<core::StackFrame> frames{{"/bin/x", 1, "f", "f.c", 5, false}};
    writer_->onFrames(core::CodeId{1}, frames);
    writer_->onStack(core::StackId{1}, std::vector{core::CodeId{1}}, "f (f.c:5)");
    stream_.feed(*writer_, 3000);
    core::ProcessExit exit;
    exit.id.value = 1;
    exit.exit_status = 3;
    writer_->onProcessExit(exit);
    writer_->setProgramExit(3, 9);
    const bool ended = writer_->finish(1'000'000).has_value();
    EXPECT_TRUE(ended || !writer_->commit());
    writer_.reset();
    return ended;
  }

  // What is wrong with it as of the commit; "" is fine.
  std::string wrongness() {
    auto reader = SessionReader::open(path_);
    if (!reader) return reader.error().message;
    const SessionInfo& info = (*reader)->info();
    if (info.events != model_.info().events) return "events that were not committed";
    if (info.dropped != model_.info().dropped) return "losses that were not committed";
    if (info.finished) return "it is told to have ended";
    if (info.exit_status || info.term_signal) return "a status that was not committed";
    if ((*reader)->processes().size() != 1) return "a process that was not committed";
    if (!(*reader)->frames(core::StackId{1}).empty()) return "frames that were not committed";
    testing::Questions asked;
    asked.rounds = 2;
    asked.overview = false;
    const std::string difference = testing::firstDifference(**reader, model_, asked);
    return difference.empty() ? info.damage : difference;
  }

 private:
  ConnectionPtr open() {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
    return ConnectionPtr(db);
  }

  void run(const std::string& sql) {
    const core::Result<void> done = execute(open().get(), sql.c_str());
    EXPECT_TRUE(done) << done.error().message;
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  testing::RandomStream stream_{31, testing::Discipline::Broken};
  testing::MemorySession model_;
  std::unique_ptr<SessionWriter> writer_;
};

class FailedWrite : public ::testing::TestWithParam<const char*> {};

TEST_P(FailedWrite, IsTheLastThatTheFileSees) {
  constexpr std::int64_t kAll = 1'000'000;
  RefusingSession whole;
  whole.refuse(GetParam(), kAll);
  ASSERT_TRUE(whole.goOn());
  const std::int64_t rows = kAll - whole.allow();
  ASSERT_GT(rows, 0);
  // The first, those that the end of the session writes, and some between.
  std::set<std::int64_t> refused{0, rows - 1};
  if (testing::kSlower == 1) {
    refused.insert({rows / 5, rows / 2});
    for (std::int64_t last = 2; last <= std::min<std::int64_t>(rows, 4); ++last)
      refused.insert(rows - last);
  }
  for (const std::int64_t row : refused) {
    RefusingSession session;
    session.refuse(GetParam(), row);
    EXPECT_FALSE(session.goOn()) << row << " of " << rows;
    EXPECT_EQ(session.allow(), row);
    EXPECT_EQ(session.wrongness(), "") << row << " of " << rows;
  }
}

INSTANTIATE_TEST_SUITE_P(OfEach, FailedWrite,
                         ::testing::Values("meta", "process", "context", "type", "frame", "stack",
                                           "site", "event_chunk", "event_directory", "birth_chunk",
                                           "occurrence", "kept", "revived", "odd_birth", "parent",
                                           "timeline", "alive_type", "busy_context", "subtree",
                                           "dropped", "type_total", "session_index", "row_count"),
                         [](const auto& table) { return std::string(table.param); });

}  // namespace
}  // namespace uvscope::storage
