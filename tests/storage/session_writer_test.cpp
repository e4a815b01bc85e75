#include "storage/session_writer.h"

#include <gtest/gtest.h>

#include "storage/session_reader.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using testing::parseKey;

// What `text` looks like after it was written and read.
class Written {
 public:
  explicit Written(std::string_view text, const SessionWriterOptions& options = {}) {
    auto writer = SessionWriter::create(dir_.file("s.uvscope"), options);
    testing::parseGraph(text).feed(**writer);
    EXPECT_TRUE((*writer)->finish(0));
    auto reader = SessionReader::open(dir_.file("s.uvscope"));
    reader_ = std::move(*reader);
  }

  SessionReader* operator->() { return reader_.get(); }

  ResourceRecord at(std::string_view key) { return reader_->resource(parseKey(key)).value(); }

 private:
  testing::TempDir dir_;
  std::unique_ptr<SessionReader> reader_;
};

TEST(SessionWriter, KeepsBothParentsAndTheRunInWhichAResourceWasMade) {
  Written session(R"(
    init 2 TCPWRAP
    before 2 read
    after 2
    before 2 read
    init 3 WRITEWRAP <1
    after 2
  )");
  const ResourceRecord write = session.at("3");
  EXPECT_EQ(write.trigger.value, 1U);
  EXPECT_EQ(write.execution.value, 2U);
  EXPECT_EQ(write.creating_run, 2U);
  EXPECT_TRUE(write.diverges());
  EXPECT_EQ(session.at("2").execution_children, 1U);
  EXPECT_EQ(session.at("2").trigger_children, 0U);
}

TEST(SessionWriter, AddsUpTheTimesOfRuns) {
  Written session(R"(
    init 2 TIMERWRAP
    before 2
    +3ms
    after 2
    before 2
    +1ms
    after 2
  )");
  EXPECT_EQ(session.at("2").runs, 2U);
  EXPECT_EQ(session.at("2").run_ns, 4'002'000U);
  EXPECT_EQ(session.at("2").max_run_ns, 3'001'000U);
  EXPECT_EQ(session.at("2").first_before_ns, 2'000U);
}

TEST(SessionWriter, FollowsAResourceThatBecomesAnotherType) {
  Written session("init 2 TCPWRAP\nretype 2 TCPSERVERWRAP\n");
  EXPECT_EQ(session->typeName(session.at("2").type), "TCPSERVERWRAP");
  ASSERT_EQ(session->typeTotals().size(), 1U);
  EXPECT_EQ(session->typeTotals()[0].alive, 1U);
}

TEST(SessionWriter, RemembersTheLastWordOnDetailAndReference) {
  Written session(R"(
    init 2 TIMERWRAP
    detail 2 timeout 10 ms
    unref 2
    detail 2 timeout 20 ms
  )");
  EXPECT_EQ(session.at("2").detail, "timeout 20 ms");
  EXPECT_FALSE(session.at("2").referenced);
}

TEST(SessionWriter, ShowsAParentOlderThanTheRecordingAsARoot) {
  Written session("init 9 TCPWRAP <5 @5\n");
  const std::vector<TreeNode> roots = session->roots(ParentKind::Trigger);
  ASSERT_EQ(roots.size(), 1U);
  EXPECT_EQ(roots[0].key, parseKey("5"));
  EXPECT_FALSE(roots[0].resource.has_value());
  EXPECT_FALSE(session->resource(parseKey("5")).has_value());
}

TEST(SessionWriter, RecordsAResourceOlderThanTheRecordingFromItsFirstEvent) {
  Written session("before 5\nafter 5\ndestroy 5\n");
  EXPECT_EQ(session.at("5").init_seq, kNoSeq);
  EXPECT_EQ(session.at("5").runs, 1U);
  EXPECT_EQ(session->info().resources, 1U);
  EXPECT_EQ(session->info().alive, 0U);
}

TEST(SessionWriter, CountsAChildOfAResourceThatIsLongGone) {
  Written session(R"(
    init 2 TCPWRAP
    destroy 2
    init 3 TIMERWRAP <2
  )");
  EXPECT_EQ(session.at("2").trigger_children, 1U);
  EXPECT_EQ(session->children(parseKey("2"), ParentKind::Trigger, 0, 9).size(), 1U);
}

TEST(SessionWriter, TakesWhatComesLateForAResourceThatHasLeftMemory) {
  SessionWriterOptions options;
  options.lingering = 1;
  Written session(R"(
    init 2 TIMERWRAP
    before 2
    init 7 TIMERWRAP
    after 2
    destroy 2
    init 3 TIMERWRAP
    destroy 3
    init 4 TIMERWRAP
    destroy 4
    detail 2 timeout 10 ms
    init 5 TIMERWRAP <2
    before 3
    after 3
    init 6 TIMERWRAP <3
    before 2
    after 2
  )",
                  options);
  EXPECT_EQ(session.at("2").detail, "timeout 10 ms");
  EXPECT_EQ(session.at("2").trigger_children, 2U);
  EXPECT_EQ(session.at("2").execution_children, 1U);
  EXPECT_EQ(session.at("2").runs, 2U);
  EXPECT_EQ(session.at("3").runs, 1U);
  EXPECT_EQ(session.at("3").trigger_children, 1U);
  EXPECT_EQ(session.at("4").runs, 0U);
  EXPECT_EQ(session->children(parseKey("2"), ParentKind::Trigger, 0, 9).size(), 2U);
  EXPECT_EQ(session->nextEventOf(parseKey("3"), 7), 11U);
}

// Nothing of its page of ids is in memory then, but for the note that something has left it.
TEST(SessionWriter, TakesWhatComesLateForTheOnlyResourceThatHasLeftMemory) {
  SessionWriterOptions options;
  options.lingering = 1;
  Written session(R"(
    init 2 TIMERWRAP
    destroy 2
    init 3 TIMERWRAP
    destroy 3
    before 2
    after 2
  )",
                  options);
  EXPECT_EQ(session.at("2").runs, 1U);
  EXPECT_EQ(session.at("3").runs, 0U);
}

TEST(SessionWriter, KnowsNothingOfAStackAfterALoss) {
  Written session(R"(
    init 2 TCPWRAP
    before 2
    dropped 1 40
    init 3 TIMERWRAP
  )");
  EXPECT_EQ(session->info().dropped, 40U);
  EXPECT_EQ(session->executionStack(core::ContextId{1}, 2).size(), 1U);
  EXPECT_TRUE(session->executionStack(core::ContextId{1}, 3).empty());
  const std::vector<storage::Run> runs = session->runs(0, kNeverNs, 9);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].after_seq, kNoSeq);
  EXPECT_EQ(runs[0].after_ns, 2'000U);
}

TEST(SessionWriter, EndsTheCallbacksAboveOneThatEnds) {
  Written session(R"(
    init 2 TCPWRAP
    init 3 TIMERWRAP
    before 2
    before 3
    after 2
  )");
  const std::vector<storage::Run> runs = session->runs(0, kNeverNs, 9);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].after_seq, 5U);
  EXPECT_EQ(runs[1].after_seq, kNoSeq);
  EXPECT_EQ(runs[1].after_ns, runs[0].after_ns);
  EXPECT_EQ(session.at("3").runs, 0U);
}

TEST(SessionWriter, CountsEventsThatDoNotExistAsLost) {
  const testing::TempDir dir;
  auto writer = SessionWriter::create(dir.file("s.uvscope"), {});
  core::Event event;
  event.context.value = 1;
  event.kind = static_cast<core::EventKind>(77);
  (*writer)->onEvents({&event, 1});
  event.kind = core::EventKind::Before;
  event.reason = static_cast<core::CallbackReason>(99);
  (*writer)->onEvents({&event, 1});
  ASSERT_TRUE((*writer)->finish(5));
  auto reader = SessionReader::open(dir.file("s.uvscope"));
  EXPECT_EQ((*reader)->info().events, 0U);
  EXPECT_EQ((*reader)->info().dropped, 2U);
}

TEST(SessionWriter, KeepsWhatIsKnownOfTheRecording) {
  const testing::TempDir dir;
  SessionWriterOptions options;
  options.program = "nvim --headless";
  options.clock = "tsc";
  options.recorder_version = "0.1.0";
  options.recorded_unix_ms = 1'700'000'000'123;
  auto writer = SessionWriter::create(dir.file("s.uvscope"), options);
  (*writer)->onProcess({core::ProcessId{1}, 77, 70, "/usr/bin/nvim", {"nvim", "a\"b\\c\n", ""}, 9});
  (*writer)->onContext({core::ContextId{1}, core::ProcessId{1}, 77, "main"});
  (*writer)->onProcessExit({core::ProcessId{1}, 5'000, 3, -1});
  ASSERT_TRUE((*writer)->finish(123'456));
  auto opened = SessionReader::open(dir.file("s.uvscope"));
  const SessionInfo& info = (*opened)->info();
  EXPECT_EQ(info.program, "nvim --headless");
  EXPECT_EQ(info.clock, "tsc");
  EXPECT_EQ(info.recorder_version, "0.1.0");
  EXPECT_EQ(info.recorded_unix_ms, 1'700'000'000'123);
  EXPECT_EQ(info.duration_ns, 123'456U);
  EXPECT_TRUE(info.finished);
  EXPECT_EQ(info.exit_status, 3);
  EXPECT_EQ(info.term_signal, std::nullopt);
  ASSERT_EQ((*opened)->processes().size(), 1U);
  EXPECT_EQ((*opened)->processes()[0].arguments,
            (std::vector<std::string>{"nvim", "a\"b\\c\n", ""}));
  ASSERT_EQ((*opened)->contexts().size(), 1U);
  EXPECT_EQ((*opened)->contexts()[0].name, "main");
}

}  // namespace
}  // namespace uvscope::storage
