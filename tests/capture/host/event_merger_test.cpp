#include "capture/host/event_merger.h"

#include <array>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "tests/capture/host/recording_sink.h"

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kEverything = std::numeric_limits<std::uint64_t>::max();
using Lines = std::vector<std::string>;

ContextQueue queueOf(std::uint32_t context, const std::vector<std::uint64_t>& times) {
  ContextQueue queue;
  queue.context = {context};
  for (const std::uint64_t ns : times) {
    core::Event event;
    event.kind = core::EventKind::Ref;
    event.context = queue.context;
    event.ts_ns = ns;
    event.id = {ns};
    queue.events.push_back(event);
  }
  return queue;
}

void detailBefore(ContextQueue& queue, std::size_t position, const std::string& text) {
  Note note;
  note.position = position;
  note.id = {9};
  note.text = text;
  queue.notes.push_back(note);
}

struct EventMergerTest : testing::Test {
  void flush(std::vector<ContextQueue*> queues, std::uint64_t horizon_ns) {
    merger.flush(queues, horizon_ns, sink);
  }

  EventMerger merger;
  RecordingSink sink;
};

TEST_F(EventMergerTest, NothingToMergeIsNothing) {
  ContextQueue empty = queueOf(1, {});
  flush({&empty}, kEverything);
  flush({}, kEverything);
  EXPECT_EQ(sink.log, Lines{});
}

TEST_F(EventMergerTest, OlderContextGoesFirstAtEqualTimes) {
  ContextQueue one = queueOf(1, {5, 5, 6});
  ContextQueue two = queueOf(2, {5, 6});
  flush({&two, &one}, kEverything);
  EXPECT_EQ(sink.log, (Lines{"1: ref 5", "1: ref 5", "2: ref 5", "1: ref 6", "2: ref 6"}));
}

TEST_F(EventMergerTest, HorizonIncludesItsOwnMoment) {
  ContextQueue one = queueOf(1, {5, 6, 7});
  flush({&one}, 6);
  EXPECT_EQ(sink.log, (Lines{"1: ref 5", "1: ref 6"}));
  flush({&one}, 7);
  EXPECT_EQ(sink.log.size(), 3U);
}

TEST_F(EventMergerTest, NotesKeepTheirPlaceAmongEvents) {
  ContextQueue one = queueOf(1, {5, 8});
  ContextQueue two = queueOf(2, {6});
  detailBefore(one, 0, "first");
  detailBefore(one, 1, "between");
  detailBefore(one, 2, "last");
  flush({&one, &two}, kEverything);
  EXPECT_EQ(sink.log, (Lines{"1: 9 is first", "1: ref 5", "1: 9 is between", "2: ref 6", "1: ref 8",
                             "1: 9 is last"}));
}

TEST_F(EventMergerTest, NotesOfHeldBackEventsWaitWithThem) {
  ContextQueue one = queueOf(1, {5, 8});
  detailBefore(one, 2, "after eight");
  flush({&one}, 6);
  EXPECT_EQ(sink.log, (Lines{"1: ref 5"}));
  flush({&one}, 9);
  EXPECT_EQ(sink.log, (Lines{"1: ref 5", "1: ref 8", "1: 9 is after eight"}));
}

TEST_F(EventMergerTest, WhatWasPassedIsForgotten) {
  ContextQueue one = queueOf(1, {5, 8});
  flush({&one}, 6);
  EXPECT_EQ(one.events.size(), 1U);
  flush({&one}, 8);
  EXPECT_TRUE(one.empty());
}

TEST_F(EventMergerTest, ManyContextsComeOutInOrderAndWhole) {
  std::mt19937 random(3);
  std::vector<ContextQueue> queues;
  std::vector<ContextQueue*> pointers;
  std::size_t total = 0;
  for (std::uint32_t context = 1; context <= 20; ++context) {
    std::vector<std::uint64_t> times;
    std::uint64_t ns = 0;
    for (int i = 0; i < 500; ++i)
      times.push_back(ns += random() % 4);
    total += times.size();
    queues.push_back(queueOf(context, times));
  }
  for (ContextQueue& queue : queues)
    pointers.push_back(&queue);
  for (const std::uint64_t horizon : {std::uint64_t{100}, std::uint64_t{400}, kEverything}) {
    flush(pointers, horizon);
  }
  ASSERT_EQ(sink.events.size(), total);
  for (std::size_t i = 1; i < total; ++i) {
    ASSERT_LE(sink.events[i - 1].ts_ns, sink.events[i].ts_ns);
  }
}

}  // namespace
}  // namespace uvscope::capture
