#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"
#include "ui/logic/time_range.h"
#include "ui/logic/time_ticks.h"
#include "ui/logic/timeline_picture.h"

namespace uvscope::ui {
namespace {

using testing::key;
using testing::MemorySession;

TimelinePicture pictureOf(MemorySession& session, TimeRange range = {}, int width = 400) {
  range = effectiveRange(range, session.info().duration_ns);
  TimelineFrame frame;
  frame.range = range;
  frame.width = width;
  frame.height = 300;
  frame.cursor_ns = storage::kNeverNs;
  return drawTimeline(std::make_shared<const TimelineData>(readTimeline(session, range, width)),
                      frame);
}

const Lane& laneOf(const TimelinePicture& picture, core::ResourceKey wanted) {
  for (const Lane& lane : picture.lanes) {
    if (lane.kind == LaneKind::Resource && lane.key == wanted) return lane;
  }
  throw std::out_of_range("no lane");
}

Rgba inLane(const TimelinePicture& picture, const Lane& lane, std::uint64_t ns, int dy = 0) {
  const auto x = static_cast<int>(xOf(ns, picture.frame.range, picture.frame.width));
  return picture.pixels.at(x, lane.top + lane.height / 2 + dy);
}

TEST(TimelineLayout, HasALoopThenRequestsByTypeThenResourcesInOrderOfInit) {
  MemorySession session(testing::kServer);
  const auto picture = pictureOf(session);
  ASSERT_EQ(picture.lanes.size(), 6U);
  EXPECT_EQ(picture.lanes[0].kind, LaneKind::Loop);
  EXPECT_EQ(picture.lanes[1].kind, LaneKind::Requests);
  EXPECT_EQ(picture.lanes[1].count, 2U);
  EXPECT_EQ(picture.lanes[2].key, key(2));
  EXPECT_EQ(picture.lanes[5].key, key(5));
}

TEST(TimelinePicture, ShowsHowBusyEachLoopWasWhereItsRunsAreTooMany) {
  auto data = std::make_shared<TimelineData>();
  data->range = {0, 1000};
  data->duration_ns = 1000;
  data->contexts.resize(2);
  data->contexts[0].id = {1};
  data->contexts[1].id = {2};
  data->more_runs = true;
  data->load = {{{1}, {500, 0}}, {{2}, {0, 400}}};
  TimelineFrame frame;
  frame.range = data->range;
  frame.width = 100;
  frame.height = 100;
  frame.cursor_ns = storage::kNeverNs;
  const TimelinePicture picture = drawTimeline(data, frame);
  ASSERT_EQ(picture.lanes.size(), 2U);
  for (const Lane& lane : picture.lanes) {
    const bool first = lane.context == core::ContextId{1};
    const Rgba busy = inLane(picture, lane, first ? 200 : 700);
    EXPECT_NE(busy, inLane(picture, lane, first ? 700 : 200));
  }
}

TEST(TimelineLayout, RequestsThatOverlapTakeRowsOfTheirOwn) {
  MemorySession session(R"(
    init 2 WRITEWRAP trigger=1 exec=1
    init 3 WRITEWRAP trigger=1 exec=1
    destroy 2
    init 4 WRITEWRAP trigger=1 exec=1
    destroy 3
    destroy 4
  )");
  const auto layout = layOut(session.contexts(), session.resources(0, 10), LaneMetrics());
  EXPECT_EQ(layout.placements[0].sub_row, 0);
  EXPECT_EQ(layout.placements[1].sub_row, 1);
  EXPECT_EQ(layout.placements[2].sub_row, 0) << "free again";
  EXPECT_EQ(layout.lanes[1].sub_rows, 2);
}

TEST(TimelinePicture, DrawsARunAsABlockInTheFamilysColour) {
  MemorySession session(testing::kServer);
  const auto picture = pictureOf(session);
  const Theme& theme = themeOf(ThemeKind::Dark);
  const auto run = session.runs(0, storage::kNeverNs, 10).at(0);
  const Lane& lane = laneOf(picture, key(2));
  const auto middle = (run.before_ns + run.after_ns) / 2;
  EXPECT_EQ(inLane(picture, lane, middle, 4), theme.family(core::TypeFamily::Network));
  EXPECT_EQ(inLane(picture, lane, run.after_ns + 40, 4), theme.panel)
      << "between runs only a thin line";
  EXPECT_NE(inLane(picture, lane, run.after_ns + 40), theme.panel);
}

TEST(TimelinePicture, GivesTheNeverDestroyedAnArrow) {
  MemorySession session(testing::kServer);
  const auto picture = pictureOf(session);
  const Rgba danger = themeOf(ThemeKind::Dark).danger;
  const auto has_danger = [&](core::ResourceKey which) {
    const Lane& lane = laneOf(picture, which);
    for (int y = lane.top; y < lane.top + lane.height; ++y) {
      for (int x = 0; x < picture.frame.width; ++x) {
        if (picture.pixels.at(x, y) == danger) return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(has_danger(key(4)));
  EXPECT_FALSE(has_danger(key(3))) << "it was destroyed";
}

TEST(TimelinePicture, DoesNotCallAGrowingSessionsResourcesNeverDestroyed) {
  MemorySession session(testing::kServer);
  session.setFinished(false);
  const auto picture = pictureOf(session);
  for (int y = 0; y < picture.frame.height; ++y) {
    for (int x = 0; x < picture.frame.width; ++x) {
      ASSERT_NE(picture.pixels.at(x, y), themeOf(ThemeKind::Dark).danger);
    }
  }
}

TEST(TimelinePicture, DashesWhatIsNotReferenced) {
  MemorySession session(
      "init 2 TIMERWRAP trigger=1 exec=1\nunref 2\ninit 3 TIMERWRAP trigger=1 exec=1 @90000\n");
  const auto picture = pictureOf(session);
  const Lane& lane = laneOf(picture, key(2));
  int gaps = 0;
  for (int x = 20; x < 300; ++x) {
    if (picture.pixels.at(x, lane.top + lane.height / 2) == themeOf(ThemeKind::Dark).panel) ++gaps;
  }
  EXPECT_GT(gaps, 20);
}

TEST(TimelinePicture, KnowsWhatIsUnderThePointer) {
  MemorySession session(testing::kServer);
  const auto picture = pictureOf(session);
  const Lane& lane = laneOf(picture, key(4));
  const auto run = session.runs(0, storage::kNeverNs, 10).at(1);
  const auto x =
      static_cast<int>(xOf((run.before_ns + run.after_ns) / 2, picture.frame.range, 400));
  const Bar* const bar = barAt(picture, x, lane.top + lane.height / 2);
  ASSERT_NE(bar, nullptr);
  EXPECT_EQ(bar->key, key(4));
  ASSERT_GE(bar->run, 0);
  EXPECT_EQ(picture.data->runs[static_cast<std::size_t>(bar->run)].before_seq, run.before_seq);
  EXPECT_EQ(barAt(picture, 5, picture.lanes_height + 20), nullptr);
}

TEST(TimelinePicture, ShowsWhatStaysOpenWhereResourcesAreTooMany) {
  MemorySession session(testing::manyTimers(static_cast<int>(kMostTimelineResources), 3));
  const auto picture = pictureOf(session);
  EXPECT_TRUE(picture.data->only_open);
  EXPECT_EQ(picture.data->resources.size(), 4U) << "the server and three timers";
}

TEST(TimelinePicture, ThreadsHaveALaneForTheWorkThatTheyDoAndNoneForNothing) {
  MemorySession session(R"(
    init 2 TIMERWRAP trigger=1 exec=1
    init 3/2 TIMERWRAP trigger=1 exec=1
    init 4 WORKREQWRAP trigger=1 exec=1
    work_start 4 value=2 @1000
    work_end 4 value=2 @9000
    before 4 callback @9500
    after 4
    destroy 4
  )");
  const auto picture = pictureOf(session);
  ASSERT_EQ(picture.data->contexts.size(), 2U) << "the third thread has done nothing";
  const Lane& pool = picture.lanes[1];
  EXPECT_EQ(pool.kind, LaneKind::Loop);
  EXPECT_EQ(pool.context, core::ContextId{2});
  EXPECT_TRUE(picture.data->pool.contains(pool.context));
  EXPECT_EQ(inLane(picture, pool, 5000),
            themeOf(ThemeKind::Dark).family(core::TypeFamily::ThreadPool));
  EXPECT_EQ(inLane(picture, pool, 500), themeOf(ThemeKind::Dark).panel);
  const auto x = static_cast<int>(xOf(5000, picture.frame.range, picture.frame.width));
  const Bar* const bar = barAt(picture, x, pool.top + pool.height / 2);
  ASSERT_NE(bar, nullptr);
  EXPECT_EQ(bar->key, key(4));
  EXPECT_EQ(pictureOf(session, {9600, 9900}).data->contexts.size(), 1U)
      << "none worked in this range";
}

TEST(TimelinePicture, AnEmptySessionIsAnEmptyPicture) {
  MemorySession session;
  const auto picture = pictureOf(session);
  EXPECT_EQ(picture.lanes.size(), 1U) << "its one thread";
  EXPECT_TRUE(picture.bars.empty());
}

TEST(TimeTicks, AreRoundAndLabelledNoFinerThanTheirDistance) {
  const auto ticks = timeTicks({0, 1'000'000'000}, 500, 100);
  ASSERT_EQ(ticks.size(), 6U);
  EXPECT_EQ(ticks[1].ns, 200'000'000U);
  EXPECT_EQ(ticks[1].label, "0.2\u2009s");
  const auto fine = timeTicks({1'204'000'000, 1'204'100'000}, 500, 100);
  EXPECT_EQ(fine[0].label, "1.20400\u2009s");
}

TEST(TimeTicks, AreNoneWithoutRoom) {
  EXPECT_TRUE(timeTicks({0, 1000}, 0, 100).empty());
  EXPECT_TRUE(timeTicks({5, 5}, 100, 100).empty());
}

TEST(TimeRange, ZoomKeepsTheMomentUnderThePointer) {
  const TimeRange zoom = zoomed({0, 1000'000}, 2000'000, 250'000, 0.5);
  EXPECT_EQ(zoom.length(), 500'000U);
  EXPECT_NEAR(xOf(250'000, zoom, 100), 25, 0.1);
}

TEST(TimeRange, NeverLeavesTheRun) {
  const TimeRange left = panned({1000, 2000}, 100'000, -5);
  EXPECT_EQ(left.begin_ns, 0U);
  EXPECT_EQ(left.length(), 1000U);
  const TimeRange right = panned({1000, 2000}, 100'000, 500);
  EXPECT_LE(right.end_ns, effectiveRange({}, 100'000).end_ns);
  EXPECT_TRUE(zoomed({1000, 2000}, 100'000, 1500, 1e6).whole());
  EXPECT_GE(zoomed({1000, 2000}, 100'000, 1500, 1e-9).length(), kShortestRangeNs - 1);
}

}  // namespace
}  // namespace uvscope::ui
