#include "core/analysis/leak_verdict.h"

#include <string>

#include <gtest/gtest.h>

namespace uvscope::core {
namespace {

// "V1 error", or "none".
std::string verdictOf(const UndestroyedFacts& facts) {
  const std::optional<Finding> finding = judge(facts);
  if (!finding) return "none";
  return std::string(verdictCode(finding->verdict)) + ' ' +
         std::string(severityName(finding->severity));
}

UndestroyedFacts runningTimer() {
  return {.type = typeOf(Provider::Timer)};
}

UndestroyedFacts pendingWrite() {
  return {.type = typeOf(Provider::Write)};
}

UndestroyedFacts atEnd(UndestroyedFacts facts) {
  facts.ended = true;
  return facts;
}

TEST(LeakVerdict, AHandleInUseKeepsItsLoopAliveAndIsAnErrorOnlyAtTheEnd) {
  EXPECT_EQ(verdictOf(runningTimer()), "V1 info");
  EXPECT_EQ(verdictOf(atEnd(runningTimer())), "V1 error");
}

TEST(LeakVerdict, AnUnreferencedHandleIsSuspectedOnlyOnceItWasQuiet) {
  UndestroyedFacts timer = runningTimer();
  timer.referenced = false;
  EXPECT_EQ(verdictOf(timer), "none");
  EXPECT_EQ(verdictOf(atEnd(timer)), "V2 error");
  timer.quiet_ns = kLeakQuietNs;
  EXPECT_EQ(verdictOf(timer), "V2 error");
}

TEST(LeakVerdict, AHandleWhoseTriggerIsGoneIsLeaked) {
  UndestroyedFacts timer = runningTimer();
  timer.trigger_destroyed = true;
  EXPECT_EQ(verdictOf(timer), "V1 info");
  timer.quiet_ns = kLeakQuietNs;
  EXPECT_EQ(verdictOf(timer), "V2 error");
}

TEST(LeakVerdict, ACloseWhoseCallbackNeverCameIsClosingForever) {
  UndestroyedFacts timer = runningTimer();
  timer.closing = true;
  EXPECT_EQ(verdictOf(timer), "none");
  EXPECT_EQ(verdictOf(atEnd(timer)), "V3 error");
}

TEST(LeakVerdict, ARequestIsStuckOnlyAfterAWhile) {
  UndestroyedFacts write = pendingWrite();
  EXPECT_EQ(verdictOf(write), "none");
  write.age_ns = kStuckAgeNs + 1;
  EXPECT_EQ(verdictOf(write), "V4 warning");
  EXPECT_EQ(verdictOf(atEnd(pendingWrite())), "V4 warning");
}

TEST(LeakVerdict, ARequestThatHadItsCallbackShouldBeGone) {
  UndestroyedFacts write = pendingWrite();
  write.runs = 1;
  EXPECT_EQ(verdictOf(write), "none") << "its destroy may be the next event";
  EXPECT_EQ(verdictOf(atEnd(write)), "V5 warning");
  write.quiet_ns = kStuckAgeNs;
  EXPECT_EQ(verdictOf(write), "V5 warning");
}

TEST(LeakVerdict, WhatACollectorDestroysIsNoLeakByItself) {
  const UndestroyedFacts promise{.type = typeOf(Provider::Promise)};
  EXPECT_EQ(verdictOf(promise), "none");
  EXPECT_EQ(verdictOf(atEnd(promise)), "V7 info");
}

TEST(LeakVerdict, ReasonsSayNeverOnlyOfWhatHasEnded) {
  const UndestroyedFacts timer = runningTimer();
  EXPECT_EQ(reasonOf(judge(timer), timer), "referenced and not closed yet");
  EXPECT_EQ(reasonOf(judge(atEnd(timer)), atEnd(timer)), "referenced and never closed");
  EXPECT_EQ(reasonOf(std::nullopt, timer), "open, and nothing speaks against it");
}

TEST(LeakVerdict, SeveritiesAreFoundByTheirNames) {
  EXPECT_EQ(severityFrom("warning"), Severity::Warning);
  EXPECT_EQ(severityFrom("fatal"), std::nullopt);
}

}  // namespace
}  // namespace uvscope::core
