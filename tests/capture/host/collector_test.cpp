#include "capture/host/collector.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/capture/host/fake_target.h"
#include "tests/capture/host/recording_sink.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kRingCapacity = RingShape(kDefaultRingBytes).capacity();

using core::EventKind;
using core::Provider;
using Lines = std::vector<std::string>;

const core::TypeId kTimer = core::typeOf(Provider::Timer);
constexpr std::int32_t kNoSuchPid = 0x7FFFFFF0;

struct CollectorTest : testing::Test {
  TestDir directory;
  RecordingSink sink;
  Collector collector{directory.path(), sink};
};

TEST_F(CollectorTest, AnnouncesProcessAndThreadBeforeTheirEvents) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0, "worker");
  thread.init(fakeNow(), 2, kTimer, 1, 0);
  collector.drain();
  ASSERT_EQ(sink.processes.size(), 1U);
  EXPECT_EQ(sink.processes[0].pid, getpid());
  EXPECT_EQ(sink.processes[0].executable, "/bin/fake");
  EXPECT_EQ(sink.processes[0].arguments, (Lines{"fake", "--port", "8080"}));
  ASSERT_EQ(sink.contexts.size(), 1U);
  EXPECT_EQ(sink.contexts[0].thread_id, 1000);
  EXPECT_EQ(sink.contexts[0].name, "worker");
  ASSERT_EQ(sink.events.size(), 1U);
  EXPECT_EQ(sink.events[0].type, kTimer);
  EXPECT_EQ(sink.events[0].trigger, core::AsyncId{1});
  EXPECT_EQ(sink.events[0].execution, core::AsyncId{0});
}

TEST_F(CollectorTest, MergesThreadsByTimeWhateverTheOrderOfReading) {
  FakeTarget target(directory, "a", getpid());
  FakeThread first = target.thread(0);
  FakeThread second = target.thread(1);
  const std::uint64_t t = fakeNow();
  second.event(t + 1, EventKind::Before, 7);
  first.event(t + 2, EventKind::Before, 5);
  second.event(t + 3, EventKind::After, 7);
  first.event(t + 4, EventKind::After, 5);
  collector.drain();
  EXPECT_EQ(sink.log, (Lines{"2: before 7", "1: before 5", "2: after 7", "1: after 5"}));
}

TEST_F(CollectorTest, HoldsBackWhatIsNewerThanTheDrain) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  thread.event(fakeNow(), EventKind::Before, 5);
  thread.event(fakeNow() + 50'000'000, EventKind::After, 5);
  collector.drain();
  EXPECT_EQ(sink.log, (Lines{"1: before 5"}));
  collector.finish();
  EXPECT_EQ(sink.log, (Lines{"1: before 5", "1: after 5"}));
}

TEST_F(CollectorTest, ReadsAllThatAKilledProcessHadRecorded) {
  {
    FakeTarget target(directory, "a", kNoSuchPid);
    FakeThread thread = target.thread(0);
    for (std::uint64_t i = 0; i < kRingCapacity; ++i)
      thread.event(fakeNow(), EventKind::Ref, 2);
  }
  collector.finish();
  EXPECT_EQ(sink.events.size(), kRingCapacity);
}

TEST_F(CollectorTest, ThreadThatTakesALeftRingIsANewContext) {
  FakeTarget target(directory, "a", getpid());
  FakeThread first = target.thread(0, "first");
  first.event(fakeNow(), EventKind::Ref, 2);
  first.close();
  collector.drain();
  FakeThread second = target.thread(0, "second");
  second.event(fakeNow(), EventKind::Ref, 2);
  collector.drain();
  EXPECT_EQ(sink.log, (Lines{"1: ref 2", "2: ref 2"}));
  ASSERT_EQ(sink.contexts.size(), 2U);
  EXPECT_EQ(sink.contexts[1].name, "second");
}

TEST_F(CollectorTest, DetailFollowsItsInit) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  const std::string text = "a pipe with a name of more than one record: /run/some/where.sock";
  thread.init(fakeNow(), 2, kTimer);
  thread.text(TextKind::Detail, 2, 0, text);
  thread.event(fakeNow(), EventKind::Closing, 2);
  collector.drain();
  EXPECT_EQ(sink.log, (Lines{"1: init 2", "1: 2 is " + text, "1: closing 2"}));
}

TEST_F(CollectorTest, EqualTypeNamesOfTwoProcessesAreOneType) {
  FakeTarget one(directory, "a", getpid());
  FakeTarget two(directory, "b", getppid());
  FakeThread first = one.thread(0);
  FakeThread second = two.thread(0);
  first.text(TextKind::TypeName, 0, 256, "Query");
  first.init(fakeNow(), 2, core::TypeId{256});
  second.text(TextKind::TypeName, 0, 256, "Zone");
  second.text(TextKind::TypeName, 0, 257, "Query");
  second.init(fakeNow(), 2, core::TypeId{257});
  collector.drain();
  ASSERT_EQ(sink.events.size(), 2U);
  EXPECT_EQ(sink.events[0].type, sink.events[1].type);
  std::sort(sink.types.begin(), sink.types.end());
  EXPECT_EQ(sink.types.size(), 2U);
  EXPECT_NE(sink.types[0].find("256 "), std::string::npos);
}

TEST_F(CollectorTest, LossesAreToldWhereTheyHappenedAndAtTheEnd) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  thread.event(fakeNow(), EventKind::Ref, 2);
  thread.record(fakeNow(), static_cast<std::uint8_t>(RecordKind::Dropped), 0, 17);
  thread.event(fakeNow(), EventKind::Ref, 3);
  thread.drop(4);
  thread.close();
  collector.finish();
  EXPECT_EQ(sink.log, (Lines{"1: ref 2", "1: lost 17", "1: ref 3", "1: lost 4"}));
  EXPECT_EQ(collector.totals().counts.dropped, 21U);
}

TEST_F(CollectorTest, LossOfAPastThreadIsNotCountedAgain) {
  FakeTarget target(directory, "a", getpid());
  FakeThread first = target.thread(0);
  first.event(fakeNow(), EventKind::Ref, 2);
  first.drop(4);
  first.close();
  collector.drain();
  FakeThread second = target.thread(0);
  second.event(fakeNow(), EventKind::Ref, 2);
  collector.finish();
  EXPECT_EQ(sink.dropped, 4U);
}

TEST_F(CollectorTest, ExecBeginsANewProcessUnderTheSamePid) {
  FakeTarget before(directory, "a", getpid());
  before.thread(0).event(fakeNow(), EventKind::Ref, 2);
  collector.drain();
  FakeTarget after(directory, "b", getpid());
  after.thread(0).event(fakeNow(), EventKind::Ref, 3);
  collector.drain();
  EXPECT_EQ(sink.log, (Lines{"1: ref 2", "2: ref 3", "process 1 ends"}));
  EXPECT_FALSE(std::filesystem::exists(directory.file("a")));
}

TEST_F(CollectorTest, TellsHowTheTargetEnded) {
  FakeTarget target(directory, "a", kNoSuchPid);
  target.thread(0).event(fakeNow(), EventKind::Ref, 2);
  collector.drain();
  collector.setTargetExit({kNoSuchPid, 3, -1, collector.clock().nowNs()});
  collector.drain();
  ASSERT_EQ(sink.exits.size(), 1U);
  EXPECT_EQ(sink.exits[0].exit_status, 3);
  EXPECT_EQ(sink.exits[0].term_signal, -1);
}

void moveTo(FakeThread& thread, std::uint64_t id, std::uint64_t old_id, std::uint32_t ring,
            std::uint32_t generation) {
  thread.init(fakeNow(), id, kTimer);
  thread.record(fakeNow(), static_cast<std::uint8_t>(RecordKind::Moved), id, old_id,
                ring | std::uint64_t{generation} << 32U);
}

TEST_F(CollectorTest, ResourceThatChangesItsThreadEndsWhereItWas) {
  FakeTarget target(directory, "a", getpid());
  FakeThread second = target.thread(1, "second");  // read after the first, and before it here
  FakeThread first = target.thread(0, "first");
  first.init(fakeNow(), 2, kTimer);
  moveTo(second, 7, 2, 0, 1);
  collector.finish();
  EXPECT_EQ(sink.log, (Lines{"1: init 2", "2: init 7", "1: destroy 2"}));
}

TEST_F(CollectorTest, ResourceMovesFromAThreadThatHasEndedLongAgo) {
  FakeTarget target(directory, "a", getpid());
  FakeThread first = target.thread(0, "first");
  first.init(fakeNow(), 2, kTimer);
  first.close();
  FakeThread second = target.thread(1, "second");
  second.event(fakeNow(), EventKind::Ref, 3);
  collector.drain();
  collector.drain();
  FakeThread third = target.thread(0, "third");
  moveTo(third, 7, 2, 0, 1);
  collector.finish();
  EXPECT_EQ(sink.log, (Lines{"1: init 2", "2: ref 3", "3: init 7", "1: destroy 2"}));
}

TEST_F(CollectorTest, MoveFromNowhereIsLeftOut) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  moveTo(thread, 7, 2, 55, 9);
  collector.finish();
  EXPECT_EQ(sink.log, (Lines{"1: init 7"}));
}

TEST_F(CollectorTest, EventsOfThreadsWithoutARingAreToldAsLost) {
  FakeTarget target(directory, "a", getpid());
  target.thread(0).event(fakeNow(), EventKind::Ref, 2);
  target.header().unclaimed_dropped.store(12);
  collector.finish();
  EXPECT_EQ(sink.dropped, 12U);
}

TEST_F(CollectorTest, WhatATargetDropsIsToldAtTheNextDrain) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  thread.event(fakeNow(), EventKind::Ref, 2);
  thread.drop(3);
  collector.drain();
  collector.drain();
  EXPECT_EQ(sink.dropped, 3U);
  thread.drop(2);
  collector.drain();
  collector.drain();
  EXPECT_EQ(sink.dropped, 5U);
  collector.finish();
  EXPECT_EQ(sink.dropped, 5U);
}

TEST_F(CollectorTest, TargetsAreToldWhetherToDrop) {
  Collector dropping{directory.path(), sink, OnFull::Drop};
  FakeTarget target(directory, "a", getpid());
  dropping.drain();
  EXPECT_EQ(target.header().on_full.load(), static_cast<std::uint32_t>(OnFull::Drop));
}

TEST_F(CollectorTest, TargetsAreToldThatTheRecordingIsOver) {
  FakeTarget target(directory, "a", getpid());
  collector.drain();
  EXPECT_EQ(target.header().host_pid.load(), getpid());
  EXPECT_EQ(target.header().host_closed.load(), 0U);
  collector.finish();
  EXPECT_EQ(target.header().host_closed.load(), 1U);
  EXPECT_TRUE(sink.exits.empty()) << "it still runs";
}

TEST_F(CollectorTest, ProcessWithoutAnEventIsOnlyCounted) {
  FakeTarget target(directory, "a", getpid());
  collector.finish();
  EXPECT_TRUE(sink.processes.empty());
  EXPECT_EQ(collector.totals().loaded, 1U);
  EXPECT_EQ(collector.totals().processes, 0U);
}

TEST_F(CollectorTest, LaterProcessMayTakeTheFileNameOfAnEarlierOne) {
  {
    FakeTarget target(directory, "5.0", kNoSuchPid);
    target.thread(0).event(fakeNow(), EventKind::Ref, 2);
    collector.setTargetExit({kNoSuchPid, 0, -1, 1});
    collector.drain();
  }
  FakeTarget target(directory, "5.0", getpid());
  target.thread(0).event(fakeNow(), EventKind::Ref, 3);
  collector.drain();
  EXPECT_EQ(sink.events.size(), 2U);
}

// Allows only so many descriptors more than are open now, while it lasts.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t more) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest = dup(0);
    close(lowest);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(lowest) + more;
    setrlimit(RLIMIT_NOFILE, &few);
  }

  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(CollectorTest, NeedsNoDescriptorForEachProcess) {
  std::vector<std::unique_ptr<FakeTarget>> targets;
  for (int i = 0; i < 20; ++i) {
    targets.push_back(std::make_unique<FakeTarget>(directory, std::to_string(i), kNoSuchPid - i));
    targets.back()->thread(0).event(fakeNow(), EventKind::Ref, 2);
  }
  const FewDescriptors few(2);
  collector.drain();
  EXPECT_EQ(sink.processes.size(), 20U);
  EXPECT_EQ(collector.totals().unread_arenas, 0U);
}

TEST_F(CollectorTest, ArenasThatCannotBeOpenedAreCountedUntilTheyCan) {
  FakeTarget one(directory, "1", kNoSuchPid);
  FakeTarget two(directory, "2", kNoSuchPid - 1);
  one.thread(0).event(fakeNow(), EventKind::Ref, 2);
  {
    const FewDescriptors few(0);
    collector.drain();
    EXPECT_EQ(collector.totals().unread_arenas, 2U);
  }
  std::filesystem::create_symlink("/etc/passwd", directory.file("link"));
  collector.drain();
  EXPECT_EQ(collector.totals().unread_arenas, 0U);
  EXPECT_EQ(sink.processes.size(), 1U);
}

TEST_F(CollectorTest, ProcessThatWasOverWhenItsArenaWasFoundIsLetGoAtOnce) {
  FakeTarget target(directory, "a", kNoSuchPid);
  target.header().pid_namespace = ownPidNamespace();
  FakeThread thread = target.thread(0);
  for (std::uint64_t i = 0; i < kRingCapacity; ++i)
    thread.event(fakeNow(), EventKind::Ref, 2);
  collector.drain();
  EXPECT_EQ(sink.events.size(), kRingCapacity);
  EXPECT_EQ(sink.exits.size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(directory.file("a")));
}

TEST_F(CollectorTest, ProcessOfAnotherPidNamespaceIsNotMistakenForOneOfOurs) {
  FakeTarget target(directory, "a", getpid());
  target.header().pid_namespace = ownPidNamespace() + 1;
  target.thread(0).event(fakeNow(), EventKind::Ref, 2);
  collector.drain();
  EXPECT_EQ(collector.living(), 0U);
  EXPECT_TRUE(sink.exits.empty());
}

TEST_F(CollectorTest, EqualPidsOfTwoNamespacesAreTwoProcesses) {
  FakeTarget one(directory, "1.0", 1);
  one.header().pid_namespace = ownPidNamespace() + 1;
  FakeTarget two(directory, "1.1", 1);
  two.header().pid_namespace = ownPidNamespace() + 2;
  FakeThread first = one.thread(0);
  first.event(fakeNow(), EventKind::Ref, 2);
  two.thread(0).event(fakeNow(), EventKind::Ref, 3);
  collector.drain();
  first.event(fakeNow(), EventKind::Ref, 4);
  collector.finish();
  EXPECT_EQ(sink.events.size(), 3U);
}

TEST_F(CollectorTest, ProcessThatMadeNoEventYetIsLiving) {
  FakeTarget target(directory, "a", getpid());
  collector.drain();
  EXPECT_EQ(collector.living(), 1U);
}

TEST_F(CollectorTest, HeartBeatsWhileNothingIsDrained) {
  FakeTarget target(directory, "a", getpid());
  collector.drain();
  const std::uint64_t before = target.header().host_heartbeat.load();
  for (int i = 0; i < 200 && target.header().host_heartbeat.load() == before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_GT(target.header().host_heartbeat.load(), before);
}

TEST_F(CollectorTest, TimesOfAContextNeverGoBackNorAhead) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  thread.event(fakeNow(), EventKind::Ref, 2);
  thread.event(0, EventKind::Ref, 2);
  thread.event(~std::uint64_t{0}, EventKind::Ref, 2);
  thread.event(fakeNow(), EventKind::Ref, 2);
  collector.finish();
  ASSERT_EQ(sink.events.size(), 4U);
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_GE(sink.events[i].ts_ns, sink.events[i - 1].ts_ns);
  EXPECT_LT(sink.events[3].ts_ns, 60'000'000'000U);
}

TEST_F(CollectorTest, UnknownRecordsAreCountedAndLeftOut) {
  FakeTarget target(directory, "a", getpid());
  FakeThread thread = target.thread(0);
  thread.record(fakeNow(), 0, 2);
  thread.record(fakeNow(), 200, 2);
  thread.record(fakeNow(), static_cast<std::uint8_t>(RecordKind::Text), 2);
  thread.init(fakeNow(), 1, kTimer);  // nobody makes the bootstrap
  thread.record(fakeNow(), static_cast<std::uint8_t>(RecordKind::FirstText), 2, 0xFFFFFFFF);
  thread.event(fakeNow(), EventKind::Ref, 2);
  collector.finish();
  EXPECT_EQ(sink.log, (Lines{"1: ref 2"}));
  EXPECT_EQ(collector.totals().counts.rejected, 5U);
}

TEST_F(CollectorTest, OtherFilesInTheDirectoryAreLeftAlone) {
  std::ofstream(directory.file("note")) << "not an arena";
  std::ofstream(directory.file("1.0.tmp")) << "an arena in the making";
  std::filesystem::create_symlink("/etc/passwd", directory.file("link"));
  std::filesystem::create_directory(directory.file("folder"));
  ASSERT_EQ(mkfifo(directory.file("fifo").c_str(), 0600), 0);
  FakeTarget newer(directory, "newer", getpid());
  newer.header().version = kArenaVersion + 1;
  FakeTarget unready(directory, "unready", getpid());
  unready.header().ready.store(0);
  collector.drain();
  collector.finish();
  EXPECT_TRUE(sink.processes.empty());
}

TEST_F(CollectorTest, FileThatItsTargetCutsWhileItIsReadDoesNoHarm) {
  FakeTarget target(directory, "a", getpid());
  FakeTarget whole(directory, "b", getppid());
  FakeThread thread = target.thread(0);
  thread.event(fakeNow(), EventKind::Ref, 2);
  collector.drain();
  std::filesystem::resize_file(directory.file("a"), 0);
  whole.thread(0).event(fakeNow(), EventKind::Ref, 3);
  collector.drain();
  collector.finish();
  EXPECT_EQ(sink.events.size(), 2U);
  EXPECT_EQ(collector.totals().broken_arenas, 1U);
}

TEST_F(CollectorTest, AnythingMayStandInAnArena) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 8; ++round) {
    FakeTarget target(directory, "a" + std::to_string(round), getpid());
    auto* const words = reinterpret_cast<std::uint64_t*>(&target.header());
    for (std::size_t i = 0; i < ArenaLayout().recordsOffset(1) / 8; ++i)
      words[i] = random();
    // As far as an arena is one at all.
    target.header().magic = kArenaMagic;
    target.header().version = kArenaVersion;
    target.header().clock = round % 2 == 0 ? ClockKind::Tsc : ClockKind::MonotonicNs;
    target.header().ready.store(1);
    collector.drain();
    collector.drain();
  }
  collector.finish();
  EXPECT_EQ(sink.processes.size(), 8U);
  for (const core::Event& event : sink.events) {
    ASSERT_LE(event.kind, core::kLastEventKind);
    ASSERT_LE(event.reason, core::kLastCallbackReason);
    ASSERT_LE(event.id.value, kIdMask);
  }
}

TEST_F(CollectorTest, LosesNothingOfAProducerThatLapsTheRing) {
  constexpr std::uint64_t kRecords = kRingCapacity * 5 + 17;
  FakeTarget target(directory, "a", getpid());
  std::thread producer([&] {
    FakeThread thread = target.thread(0);
    for (std::uint64_t i = 0; i < kRecords; ++i) {
      thread.record(fakeNow(), static_cast<std::uint8_t>(EventKind::Before), 2 + i % 1000, i, 1);
    }
    thread.close();
  });
  while (sink.events.size() < kRecords)
    collector.drain();
  producer.join();
  collector.finish();
  ASSERT_EQ(sink.events.size(), kRecords);
  for (std::uint64_t i = 0; i < kRecords; ++i) {
    ASSERT_EQ(sink.events[i].value, static_cast<std::int64_t>(i));
  }
}

}  // namespace
}  // namespace uvscope::capture
