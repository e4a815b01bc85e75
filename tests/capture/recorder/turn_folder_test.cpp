#include "capture/recorder/turn_folder.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/event.h"

namespace uvscope::capture {
namespace {

constexpr RingShape kShape{kDefaultRingBytes};
constexpr auto kReason = static_cast<std::uint64_t>(core::CallbackReason::Callback);

// A loop as the recorder sees it: what is not folded is written.
class Loop {
 public:
  Loop() { arena_.clock = ClockKind::MonotonicNs; }

  void pollStart(std::int64_t timeout_ms) {
    if (!folder_.pollStart(writer_, timeout_ms)) write(core::EventKind::PollStart, 0);
  }

  void pollEnd(std::int64_t events) {
    if (!folder_.isWatching() || !folder_.pollEnd(writer_, events)) {
      write(core::EventKind::PollEnd, 0);
    }
  }

  void begin(std::uint64_t id) {
    if (folder_.isWatching() && folder_.begin(writer_, id, kReason, 0)) return;
    write(core::EventKind::Before, id);
  }

  void end(std::uint64_t id) {
    if (folder_.isWatching() && folder_.end(writer_, id)) return;
    write(core::EventKind::After, id);
  }

  void other(std::uint64_t id) {
    if (folder_.isWatching()) folder_.other(writer_);
    write(core::EventKind::Init, id);
  }

  void stop() { folder_.stop(writer_); }

  void turn(const std::vector<std::uint64_t>& ids) {
    pollStart(0);
    pollEnd(0);
    for (const std::uint64_t id : ids) {
      begin(id);
      end(id);
    }
  }

  void turns(int count, const std::vector<std::uint64_t>& ids) {
    for (int i = 0; i < count; ++i)
      turn(ids);
  }

  // Runs of `id`, however they are told.
  std::uint64_t runs(std::uint64_t id) {
    std::uint64_t runs = 0;
    for (const RingRecord* record : records()) {
      const std::uint64_t head = record->head.load();
      if (idIn(head) != id) continue;
      if (kindIn(head) == static_cast<std::uint8_t>(core::EventKind::After)) ++runs;
      if (kindIn(head) == static_cast<std::uint8_t>(core::EventKind::Repeat)) runs += record->a;
    }
    return runs;
  }

  std::vector<const RingRecord*> records() {
    std::vector<const RingRecord*> found;
    for (std::uint64_t position = 0; position < writer_.position(); ++position)
      found.push_back(&memory_[kShape.slot(position)]);
    return found;
  }

  // The kinds of the last records, in order.
  std::string last(std::size_t count) {
    const auto all = records();
    std::string kinds;
    for (std::size_t i = all.size() - count; i < all.size(); ++i) {
      const auto kind = static_cast<core::EventKind>(kindIn(all[i]->head.load()));
      kinds += (kinds.empty() ? "" : " ") + std::string(core::eventKindName(kind));
    }
    return kinds;
  }

 private:
  void write(core::EventKind kind, std::uint64_t id) {
    writer_.push(static_cast<std::uint8_t>(kind), id, 0, 0);
  }

  ArenaHeader arena_{};
  RingHeader header_{};
  std::unique_ptr<RingRecord[]> memory_{new RingRecord[kShape.capacity()]()};
  RingWriter writer_{arena_, header_, memory_.get(), kShape};
  TurnFolder folder_;
};

TEST(TurnFolder, WritesALoopThatWaitsAsItIs) {
  Loop loop;
  for (int i = 0; i < 100; ++i) {
    loop.pollStart(10);
    loop.pollEnd(0);
    loop.begin(2);
    loop.end(2);
  }
  EXPECT_EQ(loop.records().size(), 400U);
}

TEST(TurnFolder, CountsTheTurnsOfALoopThatSpinsAndLosesNone) {
  Loop loop;
  loop.turns(10'000, {2, 3});
  loop.stop();
  EXPECT_LT(loop.records().size(), 1000U);
  EXPECT_EQ(loop.runs(2), 10'000U);
  EXPECT_EQ(loop.runs(3), 10'000U);
}

TEST(TurnFolder, WritesWhatWasCountedBeforeAnythingElse) {
  Loop loop;
  loop.turns(1000, {2});
  loop.turn({2});
  loop.other(9);
  EXPECT_EQ(loop.last(6), "repeat poll_start poll_end before after init");
  EXPECT_EQ(loop.runs(2), 1001U);
}

TEST(TurnFolder, WritesTheBeginningOfACallbackThatDoesSomething) {
  Loop loop;
  loop.turns(1000, {2, 3});
  loop.pollStart(0);
  loop.pollEnd(0);
  loop.begin(2);
  loop.end(2);
  loop.begin(3);
  loop.other(9);
  loop.end(3);
  EXPECT_EQ(loop.last(7), "poll_start poll_end before after before init after");
  EXPECT_EQ(loop.runs(2), 1001U);
  EXPECT_EQ(loop.runs(3), 1001U);
}

TEST(TurnFolder, WritesATurnThatIsDifferent) {
  for (const std::vector<std::uint64_t>& different :
       {std::vector<std::uint64_t>{2}, {2, 4}, {3, 2}, {2, 3, 4}, {}}) {
    Loop loop;
    loop.turns(1000, {2, 3});
    loop.turn(different);
    loop.turns(1000, {2, 3});
    loop.stop();
    std::uint64_t twos = 2000;
    std::uint64_t fours = 0;
    for (const std::uint64_t id : different) {
      twos += id == 2 ? 1 : 0;
      fours += id == 4 ? 1 : 0;
    }
    EXPECT_EQ(loop.runs(2), twos);
    EXPECT_EQ(loop.runs(4), fours);
  }
}

TEST(TurnFolder, WritesAPollThatFoundSomething) {
  Loop loop;
  loop.turns(1000, {2});
  loop.pollStart(0);
  loop.pollEnd(3);
  EXPECT_EQ(loop.last(3), "repeat poll_start poll_end");
}

TEST(TurnFolder, WritesACallbackThatTakesLong) {
  Loop loop;
  loop.turns(1000, {2});
  loop.pollStart(0);
  loop.pollEnd(0);
  loop.begin(2);
  const std::uint64_t begin = RingWriter().now();
  while (RingWriter().now() - begin < 100'000) {
  }
  loop.end(2);
  EXPECT_EQ(loop.last(5), "repeat poll_start poll_end before after");
  const auto records = loop.records();
  EXPECT_GE(records.back()->ts - records[records.size() - 2]->ts, 100'000U);
}

TEST(TurnFolder, NestsCallbacksWithoutFoldingThem) {
  Loop loop;
  for (int i = 0; i < 100; ++i) {
    loop.pollStart(0);
    loop.pollEnd(0);
    loop.begin(2);
    loop.begin(3);
    loop.end(3);
    loop.end(2);
  }
  EXPECT_EQ(loop.records().size(), 600U);
}

TEST(TurnFolder, TimesNeverGoBack) {
  Loop loop;
  for (int i = 0; i < 20; ++i) {
    loop.turns(500, {2, 3});
    loop.other(9);
  }
  std::uint64_t last = 0;
  for (const RingRecord* record : loop.records()) {
    EXPECT_GE(record->ts, last);
    last = record->ts;
  }
}

}  // namespace
}  // namespace uvscope::capture
