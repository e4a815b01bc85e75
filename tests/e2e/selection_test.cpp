// What of a program is recorded: which types, which processes.
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kTcp = UVSCOPE_TARGETS "/target_tcp";
constexpr const char* kTimers = UVSCOPE_TARGETS "/target_timers";
constexpr const char* kForks = UVSCOPE_TARGETS "/target_forks";
constexpr const char* kSpawnWithOwnEnv = UVSCOPE_PROGRAMS "/spawn_with_own_env";

struct SelectionTest : ::testing::Test {
  Outcome record(const Words& program, Words options) const {
    options.emplace_back("--quiet");
    return run(recording(session, program, options));
  }

  TempDir directory;
  std::string session = directory.file("selection.uvscope");
};

TEST_F(SelectionTest, OnlyIncludedTypesAreRecorded) {
  const Outcome outcome = record({kTcp}, {"--include", "tcpserverwrap,WRITE*"});
  EXPECT_EQ(outcome.errors, "");
  SessionFacts facts(session);
  EXPECT_EQ(facts.ofType("TCPSERVERWRAP").size(), 1U) << "it was a TCPWRAP when it was made";
  EXPECT_EQ(facts.ofType("WRITEWRAP").size(), 12U);
  EXPECT_EQ(facts.info().resources, 13U);
  EXPECT_EQ(facts.contradictions(), Words{});
}

TEST_F(SelectionTest, ExcludedTypesAreNotRecorded) {
  record({kTcp}, {"--exclude", "TCPWRAP", "--exclude", "*CONNECT*"});
  SessionFacts facts(session);
  EXPECT_EQ(facts.ofType("TCPWRAP").size(), 0U);
  EXPECT_EQ(facts.ofType("TCPCONNECTWRAP").size(), 0U);
  EXPECT_EQ(facts.ofType("WRITEWRAP").size(), 12U);
}

TEST_F(SelectionTest, TypeThatNoProviderHasIsWarnedOf) {
  const Outcome outcome = record({kTimers}, {"--include", "TIMERWARP"});
  EXPECT_EQ(outcome.status, run({kTimers}).status);
  EXPECT_NE(outcome.errors.find("TIMERWARP"), std::string::npos);
  EXPECT_EQ(SessionFacts(session).info().resources, 0U);
}

TEST_F(SelectionTest, ProgramsThatItStartsAreLeftOutOnRequest) {
  const std::string script = std::string(kTimers) + "; exec " + kTcp;
  record({"/bin/sh", "-c", script}, {"--no-follow"});
  SessionFacts facts(session);
  ASSERT_EQ(facts.reader().processes().size(), 1U);
  EXPECT_EQ(facts.reader().processes()[0].executable, std::filesystem::canonical(kTcp))
      << "it is still the process that was started";
}

TEST_F(SelectionTest, ForkedChildrenAreLeftOutOnRequest) {
  record({kForks}, {});
  EXPECT_EQ(SessionFacts(session).reader().processes().size(), 2U);
  record({kForks}, {"--force", "--no-follow"});
  EXPECT_EQ(SessionFacts(session).reader().processes().size(), 1U);
}

TEST_F(SelectionTest, SummarySaysThatOnlyTheFirstProcessCounted) {
  const Outcome outcome = run(recording(
      session, {"/bin/sh", "-c", std::string(kTimers) + " >/dev/null; exit 0"}, {"--no-follow"}));
  EXPECT_NE(outcome.errors.find("--no-follow"), std::string::npos) << outcome.errors;
}

TEST_F(SelectionTest, ChildWithAnEnvironmentOfItsOwnIsRecordedAndKeepsIt) {
  const Outcome plain = run({kSpawnWithOwnEnv, kTcp});
  ASSERT_EQ(plain.status, 0) << plain.errors;
  const Outcome recorded = record({kSpawnWithOwnEnv, kTcp}, {});
  EXPECT_EQ(recorded.output, plain.output);
  EXPECT_EQ(recorded.errors, plain.errors);
  EXPECT_EQ(SessionFacts(session).reader().processes().size(), 2U);
  record({kSpawnWithOwnEnv, kTcp}, {"--force", "--no-follow"});
  EXPECT_EQ(SessionFacts(session).reader().processes().size(), 1U);
  const Outcome environment = record({kSpawnWithOwnEnv, findInstalled("env")}, {"--force"});
  EXPECT_TRUE(environment.output.starts_with("A=1\nB=two\nLD_PRELOAD=")) << environment.output;
}

TEST_F(SelectionTest, ProgramWithRightsThatItsUserHasNotIsNotRecorded) {
  const std::string program = directory.file("api_program");
  std::filesystem::copy_file(UVSCOPE_PROGRAMS "/api_program", program);
  if (chown(program.c_str(), 0, 65534) != 0) GTEST_SKIP() << "only root can give files away";
  chmod(program.c_str(), 02755);
  const Outcome outcome = run(recording(session, {program}, {}));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "answered\n");
  EXPECT_NE(outcome.errors.find("setuid or setgid"), std::string::npos) << outcome.errors;
  EXPECT_EQ(SessionFacts(session).info().events, 0U);
}

}  // namespace
}  // namespace uvscope::e2e
