#include "ui/workspace.h"

#include <thread>

#include <gtest/gtest.h>

#include "tests/ui/headless_desk.h"
#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"
#include "ui/logic/tree_rows.h"

namespace uvscope::ui {
namespace {

using testing::HeadlessDesk;
using testing::key;
using testing::MemorySession;

std::unique_ptr<MemorySession> server() {
  return std::make_unique<MemorySession>(testing::kServer);
}

// Rows of the tree panels at 1280×720: bar 42, transport 38, header 34, heading 24, rows of 22.
ImVec2 treeRow(int row, float x = 120) {
  return {x, 43 + 39 + 34 + 24 + 11 + 22.0F * static_cast<float>(row)};
}

TEST(Workspace, OpensAFinishedSessionAtItsEnd) {
  HeadlessDesk desk(server());
  EXPECT_EQ(desk.state().view, ViewId::Session);
  EXPECT_EQ(desk.state().cursor, 17U);
  EXPECT_FALSE(desk.state().selection);
}

TEST(Workspace, AClickInTheTreeSelects) {
  HeadlessDesk desk(server());
  desk.click(treeRow(1));
  EXPECT_EQ(desk.state().selection, key(2));
  desk.click(treeRow(2));
  EXPECT_EQ(desk.state().selection, key(4));
}

TEST(Workspace, TheInspectorShowsTheSelection) {
  HeadlessDesk desk(server());
  desk.run("view inspector");
  const int without = desk.vertices();
  desk.run("select 4");
  EXPECT_NE(desk.vertices(), without);
}

TEST(Workspace, WhereNothingIsOpenAButtonGoesToTheLastEvent) {
  HeadlessDesk desk(server());
  desk.run("view leaks; goto-event 0");
  desk.click({95, 82 + 73});  // below title and sentence
  EXPECT_EQ(desk.state().cursor, 17U);
}

TEST(Workspace, AnExampleOfAnOpenResourceCanBeSelected) {
  HeadlessDesk desk(server());
  desk.run("view leaks");
  desk.click({300, 82 + 28 + 22 * 2 + 11});  // below summary, heading and sentence
  ASSERT_TRUE(desk.state().selection);
  EXPECT_EQ(desk.state().cursor, 17U);
}

TEST(Workspace, AClickOnAChevronFolds) {
  HeadlessDesk desk(server());
  desk.click(treeRow(1, 8 + 14 + 7));
  EXPECT_FALSE(desk.state().selection) << "folding is not selecting";
  EXPECT_EQ(treeOf(desk.state(), storage::ParentKind::Trigger).unfolded.at(key(2)), false);
}

TEST(Workspace, StepsByKeys) {
  HeadlessDesk desk(server());
  desk.key("Home");
  EXPECT_EQ(desk.state().cursor, 1U);
  desk.key(".");
  desk.key(".");
  EXPECT_EQ(desk.state().cursor, 3U);
  desk.key(",");
  EXPECT_EQ(desk.state().cursor, 2U);
  desk.key("End");
  EXPECT_EQ(desk.state().cursor, 17U);
}

TEST(Workspace, AClickOnTheStepBackButtonMovesTheCursor) {
  HeadlessDesk desk(server());
  // back, forward, a gap, first, previous of the selection, step back: buttons of 26.
  desk.click({8 + 52 + 10 + 52 + 13, 43 + 19});
  EXPECT_EQ(desk.state().cursor, 16U);
}

TEST(Workspace, AClickOnAnEventGoesThereAndSelectsItsResource) {
  HeadlessDesk desk(server());
  desk.run("view events; goto-event 1");
  desk.click({300, 43 + 39 + 22 * 5 + 11});
  EXPECT_EQ(desk.state().cursor, 6U);
  EXPECT_EQ(desk.state().selection, key(2));
}

TEST(Workspace, AFilterIsTypedAndEntered) {
  HeadlessDesk desk(server());
  desk.key("/");
  desk.type("type:TCP*");
  EXPECT_TRUE(desk.state().filter.empty()) << "not before Enter";
  desk.press(ImGuiKey_Enter);
  EXPECT_EQ(desk.state().filter.text, "type:TCP*");
  desk.click(treeRow(2));
  EXPECT_EQ(desk.state().selection, key(4)) << "the rows are 1, 2 and 4";
  desk.key("Ctrl+Z");
  EXPECT_TRUE(desk.state().filter.empty());
}

TEST(Workspace, AWrongFilterIsNotEntered) {
  HeadlessDesk desk(server());
  desk.run("filter type:TCP*");
  desk.key("/");
  desk.type(" stat:x");
  desk.press(ImGuiKey_Enter);
  EXPECT_EQ(desk.state().filter.text, "type:TCP*");
  desk.press(ImGuiKey_Escape);
  desk.key("/");
  desk.press(ImGuiKey_Enter);
  EXPECT_EQ(desk.state().filter.text, "type:TCP*") << "Escape gives back what was shown";
}

TEST(Workspace, ChildrenAreSortedInTurn) {
  HeadlessDesk desk(server());
  desk.run("sort-children alive");
  EXPECT_EQ(desk.state().child_order, ChildOrder::Alive);
  desk.run("sort-children");
  EXPECT_EQ(desk.state().child_order, ChildOrder::Birth);
  desk.run("sort-children last-event");
  desk.click(treeRow(1));
  EXPECT_EQ(desk.state().selection, key(3)) << "its destroy is the last event";
}

TEST(Workspace, TheEventListShowsWhatMatches) {
  HeadlessDesk desk(server());
  desk.run("view events; filter kind:init");
  desk.click({300, 43 + 39 + 22 * 3 + 11});  // 1 2 3 5 8 10
  EXPECT_EQ(desk.state().cursor, 5U);
}

TEST(Workspace, OpenResourcesAreFilteredToo) {
  HeadlessDesk desk(server());
  desk.run("view leaks; filter type:WRITEWRAP");
  desk.click({300, 82 + 28 + 22 * 2 + 11});
  EXPECT_EQ(desk.state().selection, key(7));
}

TEST(Workspace, RunsToAConditionAndOnToItsNextMatch) {
  HeadlessDesk desk(server());
  desk.run("goto-event 1; run-to kind:init type:WRITEWRAP");
  EXPECT_EQ(desk.state().cursor, 8U);
  EXPECT_EQ(desk.state().selection, key(6));
  desk.key("M");
  EXPECT_EQ(desk.state().cursor, 10U);
  desk.key("Shift+M");
  EXPECT_EQ(desk.state().cursor, 8U);
}

TEST(Workspace, ToRunWithoutAConditionSaysHowToNameOne) {
  HeadlessDesk desk(server());
  desk.key("M");
  EXPECT_EQ(desk.state().notice.text,
            "run-to: nothing to run to, name a filter as in 'run-to kind:init type:TCP*'");
}

TEST(Workspace, WhatIsLookedForCanBeStopped) {
  HeadlessDesk desk(std::make_unique<MemorySession>(testing::manyTimers(2000, 0)));
  desk.run("goto-event 1");
  auto condition = parseCommands("run-to detail:nothing; goto-event 5");
  ASSERT_TRUE(condition);
  desk.workspace().run(std::move(*condition));
  EXPECT_TRUE(desk.workspace().advance(std::chrono::steady_clock::now()));
  ASSERT_TRUE(desk.state().hunt);
  desk.key("Escape");
  EXPECT_FALSE(desk.state().hunt);
  EXPECT_EQ(desk.state().notice.text, "Stopped looking");
  EXPECT_EQ(desk.state().cursor, 1U) << "what was to follow it is not done";
}

TEST(Workspace, WhyGoesUpTheTriggerParents) {
  HeadlessDesk desk(server());
  desk.run("select 7; why; why");
  EXPECT_EQ(desk.state().selection, key(4));
  desk.key("Y");
  EXPECT_EQ(desk.state().selection, key(2));
}

TEST(Workspace, WhenGoesUpTheExecutionParents) {
  HeadlessDesk desk(server());
  desk.run("select 4; when");
  EXPECT_EQ(desk.state().selection, key(0));
}

TEST(Workspace, BackAndForwardReturn) {
  HeadlessDesk desk(server());
  desk.run("select 4; goto-event 5; select 6; back");
  EXPECT_EQ(desk.state().selection, key(4));
  EXPECT_EQ(desk.state().cursor, 5U);
  desk.key("Alt+Left");
  EXPECT_EQ(desk.state().cursor, 17U);
  desk.run("forward; forward");
  EXPECT_EQ(desk.state().selection, key(6));
}

TEST(Workspace, SelectingOpensWhatWasFolded) {
  HeadlessDesk desk(server());
  desk.run("fold trigger 2; select 6");
  EXPECT_FALSE(treeOf(desk.state(), storage::ParentKind::Trigger).unfolded.contains(key(2)));
}

TEST(Workspace, AResourceThatDoesNotExistIsAnError) {
  HeadlessDesk desk(server());
  desk.run("select 99");
  const auto error = desk.workspace().takeError();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "no resource 99 in this session, the tree view lists them");
  EXPECT_FALSE(desk.state().selection);
}

TEST(Workspace, AnEventThatDoesNotExistIsAnError) {
  HeadlessDesk desk(server());
  desk.run("goto-event 18");
  const auto error = desk.workspace().takeError();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "goto-event: no event 18, the session has 17 events");
}

TEST(Workspace, EveryViewDrawsInBothThemesAndSizes) {
  for (const ImVec2 size : {ImVec2{1280, 720}, ImVec2{2560, 1440}, ImVec2{640, 400}}) {
    HeadlessDesk desk(server(), size);
    for (const char* const name :
         {"start", "session", "trees", "timeline", "events", "inspector", "leaks"}) {
      desk.run(std::string("view ") + name + "; select 4; theme light");
      EXPECT_GT(desk.vertices(), 100) << name;
      desk.run("theme dark; palette");
      desk.run("keys; dismiss");
    }
  }
}

TEST(Workspace, AnEmptySessionCanBeLookedAtAndSteppedIn) {
  HeadlessDesk desk(std::make_unique<MemorySession>());
  desk.run("step; step-back; into; zoom-in; zoom-fit; first-event; last-event; tab leaks");
  for (const char* const name : {"trees", "timeline", "events", "inspector", "leaks"}) {
    desk.run(std::string("view ") + name);
    EXPECT_GT(desk.vertices(), 0);
  }
  EXPECT_EQ(desk.state().cursor, 0U);
}

TEST(Workspace, WithoutASessionTheStartPageIsShownAndCommandsSayWhy) {
  HeadlessDesk desk(nullptr);
  desk.run("step");
  EXPECT_EQ(desk.workspace().takeError()->message, "step: no session is open");
  desk.run("view events");
  EXPECT_EQ(desk.workspace().takeError()->message, "view: no session is open, open one first");
  EXPECT_GT(desk.vertices(), 100);
}

TEST(Workspace, KeysFoldTheSelectionAndChooseTheTree) {
  HeadlessDesk desk(server());
  desk.run("select 2");
  desk.key("H");
  EXPECT_FALSE(treeOf(desk.state(), storage::ParentKind::Execution).unfolded.at(key(2)));
  desk.key("L");
  EXPECT_TRUE(treeOf(desk.state(), storage::ParentKind::Execution).unfolded.at(key(2)));
  desk.key("E");
  EXPECT_EQ(desk.state().tree_mode, TreeMode::Execution);
}

TEST(Workspace, RowsMoveTheSelection) {
  HeadlessDesk desk(server());
  desk.key("J");
  EXPECT_EQ(desk.state().selection, key(1));
  desk.key("J");
  EXPECT_EQ(desk.state().selection, key(2));
  desk.key("K");
  EXPECT_EQ(desk.state().selection, key(1));
}

TEST(Workspace, KeysStepOntoAGroupOpenItGoInAndComeBack) {
  HeadlessDesk desk(std::make_unique<MemorySession>(testing::manyTimers(5, 2)));
  desk.run("select 2");
  desk.key("Down");
  ASSERT_TRUE(desk.state().row_focus);
  EXPECT_EQ(desk.state().row_focus->parent, key(2));
  EXPECT_EQ(desk.state().selection, key(2)) << "a group is not a resource";
  desk.key("Right");
  EXPECT_EQ(treeOf(desk.state(), storage::ParentKind::Trigger).open_groups.size(), 1U);
  desk.key("Down");
  EXPECT_EQ(desk.state().selection, key(3));
  EXPECT_FALSE(desk.state().row_focus);
  desk.key("Down");
  EXPECT_EQ(desk.state().selection, key(4)) << "the open group keeps its rows";
  desk.key("Left");
  ASSERT_TRUE(desk.state().row_focus) << "a member's parent is its group";
  desk.key("Left");
  EXPECT_TRUE(treeOf(desk.state(), storage::ParentKind::Trigger).open_groups.empty());
  desk.key("Up");
  EXPECT_EQ(desk.state().selection, key(2));
}

TEST(Workspace, KeysTurnThePagesOfVeryManyChildren) {
  HeadlessDesk desk(
      std::make_unique<MemorySession>(testing::manyTimers(0, static_cast<int>(kTreePage) + 10)));
  desk.run("select 2");
  desk.key("Down");
  desk.key("Down");
  ASSERT_TRUE(desk.state().row_focus);
  EXPECT_EQ(desk.state().row_focus->kind, TreeRowKind::LaterPage);
  desk.key("Right");
  EXPECT_EQ(treeOf(desk.state(), storage::ParentKind::Trigger).pages.at(key(2)), 1U);
}

TEST(Workspace, TheRangeFollowsTheCursor) {
  HeadlessDesk desk(server());
  desk.run("first-event; range 0ns 400ns");
  const TimeRange first = desk.state().range;
  desk.run("goto-event 3");
  EXPECT_EQ(desk.state().range, first) << "the third event, at 300 ns, is in it";
  desk.run("goto-event 12");
  EXPECT_LE(desk.state().range.begin_ns, 1200U);
  EXPECT_GT(desk.state().range.end_ns, 1200U);
  EXPECT_EQ(desk.state().range.length(), first.length());
  desk.run("goto-event 3; range 900ns 1300ns");
  EXPECT_EQ(desk.state().range.begin_ns, 900U) << "a range that is asked for is shown";
}

TEST(Workspace, ANoticeIsGoneAtTheNextCommand) {
  HeadlessDesk desk(server());
  desk.key(".");
  EXPECT_FALSE(desk.state().notice.text.empty());
  desk.key(",");
  EXPECT_TRUE(desk.state().notice.text.empty());
}

TEST(Workspace, SteppingPastTheLastEventOfTheSelectionOffersToGoRound) {
  HeadlessDesk desk(server());
  desk.run("select 3");
  desk.key("Shift+.");
  EXPECT_EQ(desk.state().cursor, 17U);
  EXPECT_EQ(desk.state().notice.text, "3 has no later event; Shift+. again goes to its first");
  desk.key("Shift+.");
  EXPECT_EQ(desk.state().cursor, 2U);
}

TEST(Workspace, AFailureOutsideIsToldWithoutLeavingTheSession) {
  HeadlessDesk desk(server());
  desk.workspace().fail("cannot open gone.uvscope");
  desk.settle();
  EXPECT_EQ(desk.state().view, ViewId::Session);
  EXPECT_TRUE(desk.state().notice.is_error);
}

TEST(Workspace, LeftGoesToTheParentAndRightIntoTheChildren) {
  HeadlessDesk desk(server());
  desk.run("select 3");
  desk.key("Left");
  EXPECT_EQ(desk.state().selection, key(1));
  desk.key("Right");
  EXPECT_EQ(desk.state().selection, key(2));
}

TEST(Workspace, FollowsAGrowingSessionUntilHeld) {
  auto session = server();
  MemorySession& grows = *session;
  grows.setFinished(false);
  HeadlessDesk desk(std::move(session));
  ASSERT_TRUE(desk.workspace().live());
  EXPECT_TRUE(desk.state().follow);
  const auto grow = [&](storage::EventSeq until) {
    grows.append("init 90 TIMERWRAP trigger=1 exec=1\n");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (desk.workspace().session()->info.events < until) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      desk.settle();
    }
  };
  grow(18);
  EXPECT_EQ(desk.state().cursor, 18U);
  desk.key("Space");
  grow(19);
  EXPECT_EQ(desk.state().cursor, 18U);
  desk.key("Space");
  EXPECT_EQ(desk.state().cursor, 19U);
  desk.run("goto-event 3");
  EXPECT_FALSE(desk.state().follow) << "who goes elsewhere wants to stay there";
}

TEST(Workspace, TheTimelineSelectsWhatIsClicked) {
  HeadlessDesk desk(server());
  desk.run("view timeline");
  // Lanes begin below bar, transport, header, overview and axis; the fourth is resource 3's.
  const float lanes = 43 + 39 + 34 + 34 + 22;
  desk.click({80, lanes + 22 + 22 + 22 + 11});
  EXPECT_EQ(desk.state().selection, key(3));
}

}  // namespace
}  // namespace uvscope::ui
