#include "capture/recorder/ring_writer.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/event.h"

namespace uvscope::capture {
namespace {

constexpr auto kBefore = static_cast<std::uint8_t>(core::EventKind::Before);

constexpr RingShape kShape{kDefaultRingBytes};
constexpr std::uint64_t kCapacity = kShape.capacity();

// An arena of one ring in ordinary memory, and a reader as ring_format.h describes one.
class Ring {
 public:
  Ring() { arena.clock = ClockKind::MonotonicNs; }

  RingWriter writer() { return {arena, header, records.get(), kShape}; }

  // The next record if it was written.
  std::optional<RingRecord*> peek() {
    RingRecord& record = records[kShape.slot(position)];
    const std::uint64_t head = record.head.load(std::memory_order_acquire);
    if (markIn(head) != kShape.mark(position)) return std::nullopt;
    return &record;
  }

  void free() { header.tail.store(++position, std::memory_order_release); }

  ArenaHeader arena{};
  RingHeader header{};
  std::unique_ptr<RingRecord[]> records{new RingRecord[kCapacity]()};
  std::uint64_t position = 0;
};

TEST(RingWriter, HandsEveryRecordOverInOrderWhileTheReaderKeepsUp) {
  constexpr std::uint64_t kCount = 3 * kCapacity + 17;
  Ring ring;
  std::thread producer([&ring] {
    RingWriter writer = ring.writer();
    for (std::uint64_t i = 0; i < kCount; ++i)
      ASSERT_TRUE(writer.push(kBefore, i, i * 3, i * 5));
  });
  std::uint64_t last_ts = 0;
  std::uint64_t wrong = 0;
  while (ring.position < kCount) {
    const std::optional<RingRecord*> record = ring.peek();
    if (!record) {
      std::this_thread::yield();
      continue;
    }
    const std::uint64_t expected = ring.position;
    const RingRecord& read = **record;
    if (idIn(read.head) != expected || read.a != expected * 3 || read.b != expected * 5) ++wrong;
    if (kindIn(read.head) != kBefore || read.ts < last_ts) ++wrong;
    last_ts = read.ts;
    ring.free();
  }
  producer.join();
  EXPECT_EQ(wrong, 0U);
  EXPECT_FALSE(ring.peek().has_value());
  EXPECT_EQ(ring.header.dropped.load(), 0U);
}

TEST(RingWriter, MarksLapsSoThatOldRecordsAreNotTakenForNewOnes) {
  Ring ring;
  RingWriter writer = ring.writer();
  for (std::uint64_t i = 0; i < kCapacity; ++i)
    ASSERT_TRUE(writer.push(kBefore, i, 0, 0));
  for (std::uint64_t i = 0; i < kCapacity; ++i)
    ring.free();
  EXPECT_FALSE(ring.peek().has_value());
  ASSERT_TRUE(writer.push(kBefore, 7, 0, 0));
  EXPECT_TRUE(ring.peek().has_value());
}

TEST(RingWriter, GoesOnWhereTheReaderStandsWhenAnotherThreadTakesTheRing) {
  Ring ring;
  RingWriter first = ring.writer();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(first.push(kBefore, 1, 0, 0));
    ring.free();
  }
  RingWriter second = ring.writer();
  EXPECT_EQ(second.position(), 3U);
  ASSERT_TRUE(second.push(kBefore, 42, 0, 0));
  ASSERT_TRUE(ring.peek().has_value());
  EXPECT_EQ(idIn((*ring.peek())->head), 42U);
}

TEST(RingWriter, SplitsATextIntoRecords) {
  Ring ring;
  RingWriter writer = ring.writer();
  const std::string text = "0123456789abcdefghijklmnopqrstuvwxyz";  // 36 bytes: 24 and 12
  ASSERT_TRUE(writer.pushText(TextKind::Detail, 5, 300, text));
  EXPECT_EQ(writer.position(), 3U);
  const RingRecord& first = ring.records[0];
  EXPECT_EQ(kindIn(first.head), static_cast<std::uint8_t>(RecordKind::FirstText));
  EXPECT_EQ(first.a, 36 | std::uint64_t{1} << 32U);
  EXPECT_EQ(first.b, 300U);
  EXPECT_EQ(std::memcmp(&ring.records[1].ts, "01234567", 8), 0);
  EXPECT_EQ(std::memcmp(&ring.records[1].a, "89abcdef", 8), 0);
  EXPECT_EQ(std::memcmp(&ring.records[1].b, "ghijklmn", 8), 0);
  EXPECT_EQ(std::memcmp(&ring.records[2].ts, "opqrstuv", 8), 0);
  EXPECT_EQ(std::memcmp(&ring.records[2].a, "wxyz\0\0\0", 8), 0);
}

TEST(RingWriter, CutsATextThatIsTooLong) {
  Ring ring;
  RingWriter writer = ring.writer();
  ASSERT_TRUE(writer.pushText(TextKind::Detail, 5, 0, std::string(kMaxTextBytes + 100, 'x')));
  EXPECT_EQ(static_cast<std::uint32_t>(ring.records[0].a), kMaxTextBytes);
  EXPECT_EQ(writer.position(), 1 + (kMaxTextBytes + kTextBytesPerRecord - 1) / kTextBytesPerRecord);
}

class FullRing : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::uint64_t i = 0; i < kCapacity; ++i)
      ASSERT_TRUE(writer.push(kBefore, i, 0, 0));
  }

  // How long one more push takes, which must fail.
  std::uint64_t nsToFail() {
    const std::uint64_t begin = monotonicNs();
    EXPECT_FALSE(writer.push(kBefore, 1, 0, 0));
    return monotonicNs() - begin;
  }

  Ring ring;
  RingWriter writer = ring.writer();
};

TEST_F(FullRing, WaitsForRoom) {
  std::thread reader([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ring.free();
  });
  EXPECT_TRUE(writer.push(kBefore, 99, 0, 0));
  reader.join();
  EXPECT_EQ(ring.header.dropped.load(), 0U);
}

TEST_F(FullRing, WaitsLongerThanTheStallTimeForAHostThatWorks) {
  std::thread host([this] {
    for (int i = 0; i < 30; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      ring.arena.host_heartbeat.fetch_add(1);
    }
    ring.free();
  });
  EXPECT_TRUE(writer.push(kBefore, 99, 0, 0));
  host.join();
}

TEST_F(FullRing, GivesUpAfterTheStallTimeAndCountsWhatIsLost) {
  ring.arena.host_pid = getpid();
  const std::uint64_t ns = nsToFail();
  EXPECT_GE(ns, kHostStallNs);
  EXPECT_LT(ns, 2 * kHostStallNs);
  EXPECT_EQ(ring.header.dropped.load(), 1U);
  EXPECT_LT(nsToFail(), kHostStallNs / 10);  // not again
  EXPECT_EQ(ring.header.dropped.load(), 2U);
}

TEST_F(FullRing, GivesUpSoonWhenTheHostIsDead) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  ring.arena.host_pid = child;
  EXPECT_LT(nsToFail(), kHostStallNs / 2);
}

TEST_F(FullRing, GivesUpAtOnceWhenTheRecordingIsOver) {
  ring.arena.host_closed = 1;
  EXPECT_LT(nsToFail(), kHostStallNs / 10);
}

TEST_F(FullRing, LosesAndCountsWhereThatIsAskedForAndGoesOnWhenThereIsRoom) {
  ring.arena.on_full = static_cast<std::uint32_t>(OnFull::Drop);
  EXPECT_TRUE(writer.push(kBefore, 7, 0, 0));
  EXPECT_TRUE(writer.push(kBefore, 8, 0, 0));
  EXPECT_EQ(ring.header.dropped.load(), 2U);
  EXPECT_EQ(writer.position(), kCapacity);
  ring.free();
  EXPECT_TRUE(writer.push(kBefore, 9, 0, 0));
  EXPECT_EQ(writer.position(), kCapacity + 1);
  EXPECT_EQ(ring.header.dropped.load(), 2U);
}

TEST_F(FullRing, KeepsErrnoWhileItWaits) {
  ring.arena.host_closed = 1;
  errno = 4711;
  (void)nsToFail();
  EXPECT_EQ(errno, 4711);
}

// What a signal handler stores while it interrupts another store.
TEST(RingWriter, KeepsARecordOfAHandlerUntilItCanBeStored) {
  Ring ring;
  static RingWriter writer;
  writer = ring.writer();
  static std::uint64_t sent;
  sent = 0;

  struct sigaction action {};

  action.sa_handler = [](int) {
    if (writer.pushAnytime(static_cast<std::uint8_t>(RecordKind::Sent), 7, 1, 2)) ++sent;
  };

  struct sigaction before {};

  ASSERT_EQ(sigaction(SIGALRM, &action, &before), 0);
  const itimerval often{{0, 50}, {0, 50}};
  const itimerval never{};
  ASSERT_EQ(setitimer(ITIMER_REAL, &often, nullptr), 0);
  std::uint64_t pushed = 0;
  std::uint64_t got = 0;
  std::uint64_t got_sent = 0;
  const auto take = [&] {
    while (const auto record = ring.peek()) {
      const bool is_sent =
          kindIn((*record)->head.load()) == static_cast<std::uint8_t>(RecordKind::Sent);
      got_sent += is_sent ? 1 : 0;
      got += is_sent ? 0 : 1;
      EXPECT_EQ(idIn((*record)->head.load()), is_sent ? 7U : 5U);
      ring.free();
    }
  };
  while (sent < 200) {
    for (int i = 0; i < 1000; ++i, ++pushed)
      ASSERT_TRUE(writer.push(kBefore, 5, 0, 0));
    take();
  }
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
  writer.push(kBefore, 5, 0, 0);
  take();
  EXPECT_EQ(got, pushed + 1);
  EXPECT_EQ(got_sent, sent);
}

}  // namespace
}  // namespace uvscope::capture
