#include "ui/logic/filtering.h"

#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"
#include "ui/logic/event_hunt.h"
#include "ui/logic/event_matches.h"
#include "ui/logic/filter_text.h"
#include "ui/logic/leak_report.h"
#include "ui/logic/timeline_picture.h"
#include "ui/logic/tree_rows.h"

namespace uvscope::ui {
namespace {

using storage::EventSeq;
using testing::key;
using testing::MemorySession;

core::Filter filterOf(std::string_view text) {
  auto filter = core::parseFilter(text);
  if (!filter) throw std::invalid_argument(filter.error().message);
  return *std::move(filter);
}

template <class Value, class Slice>
Value finished(const Slice& slice) {
  Value out;
  while (!slice(out, std::stop_token{})) {
  }
  return out;
}

FilterMatches matchesOf(storage::Session& session, std::string_view text, EventSeq at = kAtEnd) {
  return finished<FilterMatches>(matchSlices(session, filterOf(text), at));
}

std::string ids(const std::vector<storage::ResourceRecord>& records) {
  std::string out;
  for (const auto& record : records)
    out += (out.empty() ? "" : " ") + std::to_string(record.key.id.value);
  return out;
}

TEST(Filtering, FindsTheResourcesThatMatch) {
  MemorySession session(testing::kServer);
  const FilterMatches matches = matchesOf(session, "type:TCP*");
  EXPECT_EQ(ids(matches.first), "2 4");
  EXPECT_EQ(matches.hits, 2U);
  EXPECT_TRUE(matches.all());
  EXPECT_EQ(hitsOf(matches), "2 of 6");
}

TEST(Filtering, CountsWhatItDoesNotKeep) {
  MemorySession session(testing::manyTimers(100, static_cast<int>(kMostMatches)));
  const FilterMatches matches = matchesOf(session, "type:TIMERWRAP");
  EXPECT_EQ(matches.first.size(), kMostMatches);
  EXPECT_EQ(matches.hits, kMostMatches + 100);
  EXPECT_FALSE(matches.all());
}

TEST(Filtering, TheMomentMattersWhereItIsAskedFor) {
  MemorySession session(testing::kServer);
  EXPECT_TRUE(dependsOnMoment(filterOf("type:TCP* or alive")));
  EXPECT_FALSE(dependsOnMoment(filterOf("type:TCP* runs>1")));
  EXPECT_EQ(ids(matchesOf(session, "alive", 8).first), "2 3 4 5 6");
  EXPECT_EQ(ids(matchesOf(session, "alive").first), "2 4 5 7");
}

TEST(Filtering, KnowsWhatOnlyEventsCanAnswer) {
  EXPECT_TRUE(isOfEvents(filterOf("kind:init type:TCP*")));
  EXPECT_TRUE(isOfEvents(filterOf("-alive(TCP*)>3")));
  EXPECT_FALSE(isOfEvents(filterOf("type:TCP* state:waiting")));
}

TEST(Filtering, TellsWhatCannotBeAnswered) {
  MemorySession session(testing::kServer);
  const FilterMatches matches = matchesOf(session, "site:server.c");
  EXPECT_EQ(whyNoMatch(matches),
            "No resource matches the filter; Ctrl+Z undoes it. Note: site: no stacks were "
            "recorded, so nothing matches it.");
}

TEST(Filtering, ATreeOfMatchesHasWhatLeadsToThem) {
  MemorySession session(testing::kServer);
  const auto rows = matchRows(session, storage::ParentKind::Trigger, {}, std::nullopt,
                              matchesOf(session, "type:WRITEWRAP").first);
  std::string drawn;
  for (const TreeRow& row : rows)
    drawn +=
        std::string(row.depth, '-') + std::to_string(row.key.id.value) + (row.matches ? "! " : " ");
  EXPECT_EQ(drawn, "1 -2 --4 ---6! ----7! ");
  EXPECT_EQ(rows[1].children, 1U) << "of those that are in the tree";
}

TEST(Filtering, TheSelectionStaysInATreeOfMatches) {
  MemorySession session(testing::kServer);
  const auto rows =
      matchRows(session, storage::ParentKind::Trigger, {}, key(3), matchesOf(session, "#5").first);
  ASSERT_EQ(rows.size(), 5U);  // 1, 2, 4, 5, 3
  EXPECT_EQ(rows[4].key, key(3));
  EXPECT_FALSE(rows[4].matches);
  EXPECT_TRUE(rows[3].matches);
}

TEST(Filtering, ManyMatchesBelowOneParentFold) {
  MemorySession session(testing::manyTimers(0, 25));
  const auto rows = matchRows(session, storage::ParentKind::Trigger, {}, std::nullopt,
                              matchesOf(session, "type:TIMERWRAP").first);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[2].kind, TreeRowKind::Group);
  EXPECT_EQ(rows[2].children, 25U);
}

TEST(Filtering, OnlyMatchesHaveLanes) {
  MemorySession session(testing::kServer);
  const FilterMatches matches = matchesOf(session, "type:TIMERWRAP");
  const auto whole = readTimeline(session, {0, 2000}, 100, &matches);
  EXPECT_EQ(ids(whole.resources), "3 5");
  EXPECT_TRUE(whole.only_matches);
  EXPECT_EQ(ids(readTimeline(session, {0, 300}, 100, &matches).resources), "3");
}

TEST(Filtering, OpenResourcesAreThoseThatMatch) {
  MemorySession session(testing::kServer);
  const LeakReport report = leakReport(session, 17, filterOf("type:TCP*"));
  EXPECT_EQ(report.undestroyed, 2U);
  EXPECT_EQ(headlineOf(report), "2 resources that match “type:TCP*” were never destroyed.");
  EXPECT_EQ(leakReport(session, 17, filterOf("type:TCP*"), {.looked_at = 1}).beyond, 3U);
}

EventPage pageOf(storage::Session& session, std::string_view filter, EventSeq from,
                 std::uint64_t count) {
  return finished<EventPage>(
      eventPageSlices(session, filterOf(filter), {std::string(filter), from, count}));
}

std::string seqs(const EventPage& page) {
  std::string out;
  for (const EventRow& row : page.rows)
    out += (out.empty() ? "" : " ") + std::to_string(row.seq);
  return out;
}

TEST(EventMatches, AreThoseAroundThePlace) {
  MemorySession session(testing::kServer);  // inits: 1 2 3 5 8 10
  const EventPage page = pageOf(session, "kind:init", 5, 2);
  EXPECT_EQ(seqs(page), "2 3 5 8");
  EXPECT_EQ(page.before, 2U);
  EXPECT_FALSE(page.first);
  EXPECT_FALSE(page.last);
}

TEST(EventMatches, TellWhereThereIsNoMore) {
  MemorySession session(testing::kServer);
  const EventPage page = pageOf(session, "kind:init", 5, 100);
  EXPECT_EQ(seqs(page), "1 2 3 5 8 10");
  EXPECT_TRUE(page.first);
  EXPECT_TRUE(page.last);
}

TEST(EventMatches, SayHowLongACallbackRan) {
  MemorySession session(testing::kServer);
  const EventPage page = pageOf(session, "kind:after #4", 1, 10);
  ASSERT_EQ(seqs(page), "13");
  EXPECT_EQ(page.rows[0].note, "ran 600\u2009ns");
}

StepResult hunted(storage::Session& session, std::string_view condition, EventSeq cursor,
                  Direction direction) {
  EventHunt hunt(filterOf(condition), cursor, direction);
  EventSeq reached = 0;
  for (;;) {
    if (auto found = hunt.slice(session, {}, reached)) return *found;
  }
}

TEST(EventHunt, RunsToTheNextMatchAndSelectsItsResource) {
  MemorySession session(testing::kServer);
  const StepResult found = hunted(session, "destroy of #6", 1, Direction::Forward);
  EXPECT_EQ(found.seq, 12U);
  EXPECT_EQ(found.select, key(6));
}

TEST(EventHunt, ANumberOfThingsAliveIsACondition) {
  MemorySession session(testing::kServer);
  EXPECT_EQ(hunted(session, "alive(TIMERWRAP)>1", 0, Direction::Forward).seq, 5U);
}

TEST(EventHunt, RunsBackwards) {
  MemorySession session(testing::kServer);
  EXPECT_EQ(hunted(session, "kind:init", 10, Direction::Backward).seq, 8U);
}

TEST(EventHunt, SaysThatNothingMatches) {
  MemorySession session(testing::kServer);
  const StepResult found = hunted(session, "kind:init", 10, Direction::Forward);
  EXPECT_FALSE(found.found());
  EXPECT_EQ(found.message, "No later event matches “kind:init”");
}

TEST(EventHunt, EndsWhenItIsStopped) {
  MemorySession session(testing::kServer);
  EventHunt hunt(filterOf("kind:failed"), 0, Direction::Forward);
  std::stop_source stop;
  stop.request_stop();
  EventSeq reached = 0;
  EXPECT_FALSE(hunt.slice(session, stop.get_token(), reached));
}

TEST(FilterText, PointsAtTheWordAtFault) {
  const auto problem = filterProblem("type:Ü* stat:waiting");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->message, "no field 'stat'; did you mean 'state'?");
  EXPECT_EQ(problem->before, "type:Ü* ");
  EXPECT_EQ(problem->at, "stat");
  EXPECT_EQ(problem->after, ":waiting");
}

TEST(FilterText, PointsBehindTheEnd) {
  const auto problem = filterProblem("type:TCP* or");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->before, "type:TCP* or");
  EXPECT_EQ(problem->at, "");
}

TEST(FilterText, PointsAtASign) {
  const auto problem = filterProblem("(type:TCP*");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->at, "(");
  EXPECT_EQ(problem->after, "type:TCP*");
}

TEST(FilterText, CutsWhatIsFarFromTheFault) {
  const auto problem = filterProblem(std::string(200, 'a') + " stat:x " + std::string(200, 'b'));
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->at, "stat");
  EXPECT_LT(problem->before.size(), 60U);
  EXPECT_LT(problem->after.size(), 60U);
}

TEST(FilterText, OfAFilterIsNothing) {
  EXPECT_FALSE(filterProblem(""));
  EXPECT_FALSE(filterProblem("type:TCP* alive>10s"));
}

}  // namespace
}  // namespace uvscope::ui
