#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/capture/instrument/recorded_run.h"
#include "tests/targets/cases.h"

namespace uvscope::testing {

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest asks for this name
void PrintTo(const Count& count, std::ostream* out) {
  *out << count.made << " made, " << count.ended << " ended";
}

namespace {

using ::testing::Values;

int countLines(const std::vector<std::string>& lines, std::string_view part) {
  return static_cast<int>(std::count_if(
      lines.begin(), lines.end(),
      [part](const std::string& line) { return line.find(part) != std::string::npos; }));
}

int countBefores(const std::vector<std::string>& lines, std::string_view part) {
  return static_cast<int>(
      std::count_if(lines.begin(), lines.end(), [part](const std::string& line) {
        return line.starts_with("before") && line.find(part) != std::string::npos;
      }));
}

class EveryTarget : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryTarget, BehavesAsItDoesUnrecorded) {
  const Outcome plain = runPlain(GetParam());
  const RecordedRun recorded = runRecorded(GetParam());
  EXPECT_EQ(recorded.outcome.output, plain.output);
  EXPECT_EQ(recorded.outcome.errors, plain.errors);
  EXPECT_EQ(recorded.outcome.status, plain.status);
}

TEST_P(EveryTarget, IsRecordedWithAsManyInitsAndDestroysAsItCountsItself) {
  const RecordedRun run = runRecorded(GetParam());
  const Counts own = ownCounts(run.outcome.output);
  ASSERT_FALSE(own.empty()) << run.outcome.output << run.outcome.errors;
  EXPECT_EQ(recordedCounts(run.arenas), own);
}

TEST_P(EveryTarget, LeavesEventsThatNestAndEndWithDestroy) {
  const RecordedRun run = runRecorded(GetParam());
  ASSERT_FALSE(run.lines().empty());
  for (const DumpedArena& arena : run.arenas) {
    EXPECT_EQ(arena.unclaimed_dropped, 0U);
    for (const DumpedRing& ring : arena.rings) {
      EXPECT_EQ(ring.dropped, 0U);
      EXPECT_EQ(violations(ring), std::vector<std::string>{});
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Instrument, EveryTarget,
                         Values("timers", "tcp", "pipes", "udp", "watch", "files", "pool",
                                "process", "loops", "threads", "flood", "unwind", "plugin",
                                "retry"),
                         [](const auto& param_info) { return std::string(param_info.param); });

INSTANTIATE_TEST_SUITE_P(Cases, EveryTarget, ::testing::ValuesIn(targets::kCases),
                         [](const auto& param_info) { return std::string(param_info.param); });

TEST(Instrument, LeavesAliveWhatUvWalkStillFinds) {
  const RecordedRun run = runRecorded("timers");
  int undestroyed = 0;
  for (const auto& [kind, count] : recordedCounts(run.arenas))
    undestroyed += count.made - count.ended;
  EXPECT_EQ(ownAlive(run.outcome.output), 1);
  EXPECT_EQ(undestroyed, 1);
}

TEST(Instrument, NamesTheHandleAsTriggerOfItsRequests) {
  const std::vector<std::string> lines = runRecorded("udp").lines();
  // 2 receives, 3 sends twice, 4 is connected and sends once.
  EXPECT_EQ(countLines(lines, "UDPSENDWRAP trigger=3 exec=1"), 2);
  EXPECT_EQ(countLines(lines, "UDPSENDWRAP trigger=4 exec=1"), 1);
}

TEST(Instrument, NamesTheServerAsParentOfAnAcceptedStream) {
  const std::vector<std::string> lines = runRecorded("tcp").lines();
  EXPECT_EQ(countLines(lines, "retype 3 TCPSERVERWRAP"), 1);
  EXPECT_EQ(countLines(lines, "TCPWRAP trigger=3 exec=3"), 4);
}

TEST(Instrument, ChainsFileRequestsThroughTheCallbacksThatMadeThem) {
  const std::vector<std::string> lines = runRecorded("files").lines();
  EXPECT_EQ(countLines(lines, "init 2 FSREQCALLBACK trigger=1 exec=1"), 1);
  EXPECT_EQ(countLines(lines, "init 3 FSREQCALLBACK trigger=2 exec=2"), 1);
  EXPECT_EQ(countLines(lines, "init 38 FSREQCALLBACK trigger=37 exec=37"), 1);
}

TEST(Instrument, DoesNotShowTheTimersThatLibuvMakesForItself) {
  const RecordedRun run = runRecorded("watch");
  EXPECT_EQ(countLines(run.lines(), "TIMERWRAP"), 0);
  EXPECT_EQ(countLines(run.lines(), "FSREQCALLBACK"), 0);
  EXPECT_EQ(countLines(run.lines(), "STATWATCHER"), 1);
}

TEST(Instrument, TellsWhyACallbackRan) {
  const std::vector<std::string> watch = runRecorded("watch").lines();
  EXPECT_EQ(countLines(watch, "before 2 signal 10"), 2);  // SIGUSR1, and
  EXPECT_EQ(countLines(watch, "before 3 signal 12"), 1);  // SIGUSR2
  const std::vector<std::string> process = runRecorded("process").lines();
  EXPECT_EQ(countBefores(process, " exit 7"), 1);
  EXPECT_EQ(countLines(process, " exit -9"), 1);  // by SIGKILL
  EXPECT_EQ(countLines(process, " read 15"), 1);  // "from the child"
}

TEST(Instrument, TellsReferencesOnlyWhereTheyChange) {
  const std::vector<std::string> lines = runRecorded("timers").lines();
  EXPECT_EQ(countLines(lines, "unref 6"), 2);
  EXPECT_EQ(countLines(lines, "ref 6"), 3);  // those two and one more
}

TEST(Instrument, DescribesResourcesInWords) {
  const std::vector<std::string> timers = runRecorded("timers").lines();
  EXPECT_EQ(countLines(timers, "detail 3 timeout 1 ms, repeat 1 ms"), 1);
  EXPECT_EQ(countLines(timers, "detail 4 timeout 0 ms"), 2);  // 0, 1, 0 and 1 ms
  const std::vector<std::string> watch = runRecorded("watch").lines();
  EXPECT_EQ(countLines(watch, "detail 2 signal 10 SIGUSR1"), 1);
  const std::vector<std::string> tcp = runRecorded("tcp").lines();
  EXPECT_GE(countLines(tcp, "detail 3 127.0.0.1:"), 1);
  EXPECT_EQ(countLines(tcp, " from 127.0.0.1:"), 4);
  EXPECT_EQ(countLines(runRecorded("files").lines(), " open /nowhere/at/all"), 1);
  const std::vector<std::string> process = runRecorded("process").lines();
  EXPECT_EQ(countLines(process, " /bin/sh -c "), 3);
  EXPECT_EQ(countLines(process, ", not started: error -2"), 1);
}

TEST(Instrument, GivesAHandleANewIdInTheThreadThatTakesItsLoopOver) {
  const RecordedRun run = runRecorded("loops");
  ASSERT_EQ(run.arenas.size(), 1U);
  ASSERT_GE(run.arenas[0].rings.size(), 2U);  // and one of the thread pool
  std::vector<std::string> moved;
  for (const DumpedRing& ring : run.arenas[0].rings) {
    for (const DumpedRecord& record : ring.records) {
      if (!record.is(capture::RecordKind::Moved)) continue;
      moved.push_back(describe(record));
      EXPECT_EQ(record.b, std::uint64_t{1} << 32U);  // ring 0, generation 1
    }
  }
  // The order of the two wake-ups is the system's.
  EXPECT_EQ(moved.size(), 2U);
}

TEST(Instrument, GivesAForkedChildARecordingOfItsOwn) {
  const Outcome plain = runPlain("forks");
  const RecordedRun run = runRecorded("forks");
  EXPECT_EQ(run.outcome.output, plain.output);
  EXPECT_EQ(run.outcome.status, plain.status);
  ASSERT_EQ(run.arenas.size(), 2U);
  EXPECT_NE(run.arenas[0].pid, run.arenas[1].pid);
  for (const DumpedArena& arena : run.arenas) {
    ASSERT_EQ(arena.rings.size(), 1U);
    // The callback that forked is older than the child's recording, as are the first two timers.
    EXPECT_EQ(violations(arena.rings[0], 4), std::vector<std::string>{});
    EXPECT_EQ(recordedCounts({arena})["TIMERWRAP"], (Count{3, 3})) << arena.name;
  }
}

TEST(Instrument, RecordsAsManyThreadsAsThereAreRingsAndCountsTheOthersLosses) {
  const RecordedRun run = runRecorded("threads", {"1030"});
  EXPECT_EQ(run.outcome.output, runPlain("threads", {"1030"}).output);
  ASSERT_EQ(run.arenas.size(), 1U);
  EXPECT_EQ(run.arenas[0].rings.size(), capture::kMaxRings);
  EXPECT_GT(run.arenas[0].unclaimed_dropped, 0U);
  for (const DumpedRing& ring : run.arenas[0].rings) {
    EXPECT_EQ(ring.state, capture::RingState::Closed);
    EXPECT_EQ(violations(ring), std::vector<std::string>{});
  }
}

TEST(Instrument, WaitsNoLongerThanTheStallTimeForAHostThatIsNotThere) {
  const RecordedRun run = runRecorded("flood", {"200000"});
  EXPECT_EQ(run.outcome.status, 0) << run.outcome.errors;
  ASSERT_EQ(run.arenas.size(), 1U);
  const DumpedRing& ring = run.arenas[0].rings.at(0);
  EXPECT_EQ(ring.dropped, 1U);  // with it the recording ended
  EXPECT_LT(run.outcome.took.count(), 2 * static_cast<int>(capture::kHostStallNs / 1'000'000));
}

TEST(Instrument, CallsTheExitCallbackOfAChildThatWasSpawnedWhileTheRecordingStopped) {
  const RecordedRun run = runRecorded("stopping");
  EXPECT_EQ(run.outcome.output, "exit 7 signal 0\nfloods 1\n");
  EXPECT_EQ(run.outcome.status, 0) << run.outcome.errors;
  bool stopped = false;
  for (const DumpedArena& arena : run.arenas) {  // the shell's is empty
    for (const DumpedRing& ring : arena.rings)
      stopped = stopped || ring.dropped == 1;
  }
  EXPECT_TRUE(stopped);
}

TEST(Instrument, LeavesAProgramAloneThatHasNoSessionToRecordTo) {
  const Outcome plain = runPlain("timers");
  const ScratchDir scratch;
  for (const std::string directory : {"", "relative", "/nowhere/at/all"}) {
    const Outcome outcome = runInSession("timers", {}, directory);
    EXPECT_EQ(outcome.output, plain.output) << directory;
    EXPECT_EQ(outcome.errors, plain.errors) << directory;
    EXPECT_EQ(outcome.status, plain.status) << directory;
  }
}

TEST(Instrument, CallsTheLibuvInsideAModuleThatHasItsOwn) {
  const RecordedRun run = runRecorded("bundle");
  EXPECT_EQ(run.outcome.output, "own 41 42 43\nown 41 42 43\n");
  EXPECT_EQ(run.outcome.status, 0) << run.outcome.errors;
}

TEST(Instrument, BringsNothingIntoAProgramWithoutLibuv) {
  const ScratchDir session;
  const Outcome outcome =
      runProgram({"cat", "/proc/self/maps"},
                 {{"LD_PRELOAD", UVSCOPE_LIBRARY}, {capture::kSessionDirVariable, session.path()}});
  EXPECT_NE(outcome.output.find("libuvscope-preload.so"), std::string::npos);
  EXPECT_EQ(outcome.output.find("libuv.so"), std::string::npos);
  EXPECT_EQ(outcome.output.find("libstdc++"), std::string::npos);
  const std::vector<DumpedArena> arenas = dumpArenas(session.path());
  ASSERT_EQ(arenas.size(), 1U);
  EXPECT_TRUE(arenas[0].rings.empty());
}

}  // namespace
}  // namespace uvscope::testing
