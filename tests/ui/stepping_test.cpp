#include "ui/logic/stepping.h"

#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"

namespace uvscope::ui {
namespace {

using testing::MemorySession;
using enum Direction;

// In kServer: 4 before 2, 6 after 2, 7 before 4, 8 init 6, 9 before 6, 11 after 6, 13 after 4.
class Stepping : public ::testing::Test {
 protected:
  MemorySession session{testing::kServer};
};

TEST_F(Stepping, OverABeforeGoesToItsAfter) {
  EXPECT_EQ(stepOver(session, 7, Forward).seq, 13U);
  EXPECT_EQ(stepOver(session, 9, Forward).seq, 11U);
}

TEST_F(Stepping, OverAnythingElseGoesToTheNextEventOfTheThread) {
  EXPECT_EQ(stepOver(session, 1, Forward).seq, 2U);
  EXPECT_EQ(stepOver(session, 0, Forward).seq, 1U);
}

TEST_F(Stepping, OverBackwardsGoesFromAnAfterToItsBefore) {
  EXPECT_EQ(stepOver(session, 13, Backward).seq, 7U);
  EXPECT_EQ(stepOver(session, 12, Backward).seq, 11U);
}

TEST_F(Stepping, IntoGoesToWhatTheCallbackMakesOrCalls) {
  EXPECT_EQ(stepInto(session, 7, Forward).seq, 8U);
  EXPECT_EQ(stepInto(session, 8, Forward).seq, 9U);
}

TEST_F(Stepping, IntoStopsAtTheEndOfTheCallback) {
  const StepResult nothing = stepInto(session, 12, Forward);
  EXPECT_FALSE(nothing.found());
  EXPECT_EQ(nothing.message, "Nothing was made or called inside this callback");
}

TEST_F(Stepping, IntoOutsideOfCallbacksGoesToTheNextOne) {
  EXPECT_EQ(stepInto(session, 1, Forward).seq, 4U);
  EXPECT_EQ(stepInto(session, 0, Forward).seq, 4U);
}

TEST_F(Stepping, IntoBackwardsFindsTheLastThingInTheCallback) {
  EXPECT_EQ(stepInto(session, 13, Backward).seq, 10U);
  EXPECT_EQ(stepInto(session, 6, Backward).seq, 5U);
  EXPECT_FALSE(stepInto(session, 15, Backward).found());
}

TEST_F(Stepping, OutGoesToTheEndOfTheEnclosingCallback) {
  EXPECT_EQ(stepOut(session, 10, Forward).seq, 11U);
  EXPECT_EQ(stepOut(session, 11, Forward).seq, 13U);
}

TEST_F(Stepping, OutBackwardsGoesToTheBeginning) {
  EXPECT_EQ(stepOut(session, 10, Backward).seq, 9U);
  EXPECT_EQ(stepOut(session, 9, Backward).seq, 7U);
  EXPECT_EQ(stepOut(session, 7, Backward).message, "No callback encloses this one");
}

TEST_F(Stepping, OutWhereNothingRunsSaysSo) {
  EXPECT_EQ(stepOut(session, 2, Forward).message, "No callback runs here");
}

TEST_F(Stepping, OfAResourceVisitsItsEventsAlone) {
  const core::ResourceKey timer{core::ContextId{1}, core::AsyncId{3}};
  EXPECT_EQ(stepOfResource(session, timer, 2, Forward).seq, 14U);
  EXPECT_EQ(stepOfResource(session, timer, 14, Backward).seq, 2U);
  EXPECT_EQ(stepOfResource(session, timer, 17, Forward).message,
            "3 has no later event; Shift+. again goes to its first");
}

TEST(SteppingThreads, OtherThreadsDoNotDisturb) {
  MemorySession session(R"(
    init 2 TIMERWRAP trigger=1 exec=1
    init 2/2 TIMERWRAP trigger=1 exec=1
    before 2 callback
    before 2/2 callback
    after 2
    after 2/2
  )");
  EXPECT_EQ(stepOver(session, 3, Forward).seq, 5U);
  EXPECT_EQ(stepOver(session, 4, Forward).seq, 6U);
  EXPECT_EQ(stepOver(session, 6, Backward).seq, 4U);
}

TEST(SteppingCut, ACallbackThatDidNotReturnSaysSo) {
  MemorySession session("init 2 TIMERWRAP trigger=1 exec=1\nbefore 2 callback\n");
  EXPECT_EQ(stepOver(session, 2, Forward).message,
            "This callback had not returned where the recording ends");
}

}  // namespace
}  // namespace uvscope::ui
