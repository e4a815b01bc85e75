#include <gtest/gtest.h>

#include "capture/host/host.h"
#include "tests/capture/host/recording_sink.h"

namespace uvscope::capture {
namespace {

// A library that is not there: the loader warns and goes on, so these targets record nothing.
HostOptions shell(const std::string& script) {
  HostOptions options;
  options.command = {"/bin/sh", {"sh", "-c", script}};
  options.library = "";
  return options;
}

core::Result<HostOutcome> record(const std::string& script, const HostCallbacks& callbacks = {}) {
  RecordingSink sink;
  return recordProgram(shell(script), sink, callbacks);
}

TEST(Host, TellsHowTheTargetEnded) {
  EXPECT_EQ(record("exit 7")->shellStatus(), 7);
  EXPECT_EQ(record("kill -9 $$")->shellStatus(), 137);
  EXPECT_EQ(record("kill -9 $$")->exit.term_signal, 9);
}

TEST(Host, TargetThatCannotStartIsAnError) {
  RecordingSink sink;
  HostOptions options;
  options.command = {"/no/such/program", {"program"}};
  const auto outcome = recordProgram(options, sink, {});
  ASSERT_FALSE(outcome);
}

TEST(Host, CommitsWhileTheTargetRunsAndInTheEnd) {
  int commits = 0;
  bool started = false;
  HostCallbacks callbacks;
  callbacks.commit = [&]() -> core::Result<void> {
    EXPECT_TRUE(started);
    ++commits;
    return {};
  };
  callbacks.on_started = [&] { started = true; };
  ASSERT_TRUE(record("sleep 0.5", callbacks));
  EXPECT_GE(commits, 4);
  EXPECT_LE(commits, 15);
}

TEST(Host, FailingCommitIsToldOnceAndTheTargetRunsOn) {
  int failures = 0;
  HostCallbacks callbacks;
  callbacks.commit = []() -> core::Result<void> {
    return core::Error{core::ErrorCode::System, "the disk is full"};
  };
  callbacks.on_failure = [&](const core::Error& error) {
    EXPECT_EQ(error.message, "the disk is full");
    ++failures;
  };
  const auto outcome = record("sleep 0.3; exit 5", callbacks);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->shellStatus(), 5);
  EXPECT_TRUE(outcome->recording_failed);
  EXPECT_EQ(failures, 1);
}

TEST(Host, RecordingThatIsEnoughEndsOnceAndTheTargetRunsOn) {
  int commits = 0;
  int ends = 0;
  HostCallbacks callbacks;
  callbacks.commit = [&]() -> core::Result<void> {
    EXPECT_EQ(ends, 0) << "all was committed before";
    ++commits;
    return {};
  };
  callbacks.is_enough = [&] { return commits >= 2; };
  callbacks.on_enough = [&](const HostOutcome& outcome) {
    EXPECT_FALSE(outcome.recording_failed);
    ++ends;
  };
  const auto outcome = record("sleep 0.3; exit 5", callbacks);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->shellStatus(), 5);
  EXPECT_TRUE(outcome->ended_early);
  EXPECT_EQ(ends, 1);
}

TEST(Host, FailureOfTheLastCommitIsAFailureNotAnEnd) {
  int commits = 0;
  HostCallbacks callbacks;
  callbacks.commit = [&]() -> core::Result<void> {
    if (++commits < 2) return {};
    return core::Error{core::ErrorCode::System, "the disk is full"};
  };
  callbacks.is_enough = [&] { return commits == 1; };
  callbacks.on_enough = [](const HostOutcome&) { FAIL(); };
  const auto outcome = record("sleep 0.2; exit 5", callbacks);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->recording_failed);
}

}  // namespace
}  // namespace uvscope::capture
