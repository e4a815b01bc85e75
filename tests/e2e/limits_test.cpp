// Recordings that end before their program does.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"
#include "tests/e2e/small_programs.h"

namespace uvscope::e2e {
namespace {

struct LimitsTest : ::testing::Test {
  // Runs until the recording says that it has ended, and looks at the session right then.
  void expectEnd(const Words& limit) {
    Program host(recording(session, {kMakeTimers, "0"}, limit));
    ASSERT_TRUE(host.waitForOutput("to look at it")) << host.errors();
    EXPECT_NE(host.errors().find(limit[0] + "); the program runs on"), std::string::npos)
        << host.errors();
    EXPECT_FALSE(std::filesystem::exists(session + "-wal"));
    const std::size_t said = host.output().size();
    SessionFacts facts(session);
    EXPECT_TRUE(facts.info().finished);
    EXPECT_EQ(facts.info().dropped, 0U);
    EXPECT_EQ(facts.contradictions(), Words{});
    info = facts.info();
    for (int i = 0; i < 1000 && host.output().size() == said; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_GT(host.output().size(), said) << "the program goes on";
    host.signal(SIGTERM);
    EXPECT_EQ(host.wait(), 128 + SIGTERM);
    EXPECT_EQ(SessionFacts(session).info().events, info.events);
  }

  TempDir directory;
  std::string session = directory.file("limit.uvscope");
  storage::SessionInfo info;
};

TEST_F(LimitsTest, OfTime) {
  expectEnd({"--duration", "300ms"});
  EXPECT_EQ(info.duration_ns, 300'000'000U);
}

TEST_F(LimitsTest, OfEventsIsExact) {
  expectEnd({"--limit-events", "1k"});
  EXPECT_EQ(info.events, 1000U);
}

TEST_F(LimitsTest, OfSize) {
  expectEnd({"--limit-size", "500k"});
  EXPECT_GT(info.events, 1000U);
}

TEST_F(LimitsTest, StatusIsTheProgramsAndTheLastWordItsEnd) {
  const Outcome outcome =
      run(recording(session, {kMakeTimers, "1"}, {"--quiet", "--limit-events", "100"}));
  EXPECT_EQ(outcome.status, 6);
  EXPECT_EQ(outcome.errors, "");
  EXPECT_EQ(SessionFacts(session).info().events, 100U);
}

TEST_F(LimitsTest, ThatAreNotReachedChangeNothing) {
  const Outcome outcome =
      run(recording(session, {kMakeTimers, "1"},
                    {"--limit-events", "1G", "--limit-size", "1T", "--duration", "1h"}));
  EXPECT_EQ(outcome.status, 6);
  EXPECT_EQ(outcome.errors.find("at its limit"), std::string::npos) << outcome.errors;
  EXPECT_EQ(SessionFacts(session).info().exit_status, 6);
}

TEST_F(LimitsTest, EndARecordingOfManyProcessesAtOnce) {
  const std::string two = std::string(kMakeTimers) + " 2 >/dev/null";
  const Outcome outcome = run(recording(
      session, {"/bin/sh", "-c", two + " & " + two + "; wait; exit 5"}, {"--limit-events", "500"}));
  EXPECT_EQ(outcome.status, 5);
  EXPECT_EQ(SessionFacts(session).info().events, 500U);
}

}  // namespace
}  // namespace uvscope::e2e
