#include <algorithm>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

using Resources = std::vector<storage::ResourceRecord>;

struct WorkloadTest : ::testing::Test {
  Outcome record(const Words& workload) const {
    return run(recording(session, workload, {"--quiet", "--workload"}));
  }

  TempDir directory;
  std::string session = directory.file("workload.uvscope");
};

std::uint64_t undestroyed(const Resources& resources) {
  return static_cast<std::uint64_t>(std::count_if(
      resources.begin(), resources.end(), [](const auto& one) { return !one.destroyed(); }));
}

TEST_F(WorkloadTest, EchoServerShowsBothParentsAndWhatItForgets) {
  const Outcome outcome = record({"echo-server", "--seconds", "1", "--clients", "8"});
  ASSERT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_NE(outcome.output.find("8 connections, 64 messages"), std::string::npos);
  SessionFacts facts(session);
  EXPECT_EQ(facts.contradictions(), Words{});
  EXPECT_EQ(facts.info().program.substr(0, 20), "workload echo-server");

  const Resources sockets = facts.ofType("TCPWRAP");
  EXPECT_EQ(sockets.size(), 16U);
  EXPECT_EQ(undestroyed(sockets), 4U) << "two forgetful clients, both ends";
  const Resources writes = facts.ofType("WRITEWRAP");
  EXPECT_TRUE(std::any_of(writes.begin(), writes.end(), [&](const auto& write) {
    return facts.triggerType(write) == "TCPWRAP" && facts.executionType(write) == "TIMERWRAP";
  })) << "heartbeats diverge";
  EXPECT_EQ(facts.ofType("WORKREQWRAP").size(), 8U);
  for (const auto& work : facts.ofType("WORKREQWRAP")) {
    EXPECT_EQ(facts.executionType(work), "TCPSERVERWRAP");
  }
  EXPECT_FALSE(facts.ofType("FSREQCALLBACK").empty());
  EXPECT_FALSE(facts.ofType("UDPSENDWRAP").empty());
  EXPECT_EQ(undestroyed(facts.ofType("TCPSERVERWRAP")), 0U);
}

TEST_F(WorkloadTest, ListenTimeoutIsTheExampleOfTheDocumentation) {
  ASSERT_EQ(record({"listen-timeout"}).status, 0);
  SessionFacts facts(session);
  EXPECT_EQ(facts.info().alive, 0U);
  const Resources servers = facts.ofType("TCPSERVERWRAP");
  const Resources ticks = facts.ofType("IDLEWRAP");
  const Resources timeouts = facts.ofType("TIMERWRAP");
  ASSERT_EQ(servers.size(), 1U);
  ASSERT_EQ(ticks.size(), 1U);
  ASSERT_EQ(timeouts.size(), 1U);
  EXPECT_EQ(servers[0].execution, core::kBootstrapId);
  EXPECT_EQ(ticks[0].execution, core::kBootstrapId);
  EXPECT_EQ(timeouts[0].execution, ticks[0].key.id) << "the server is not part of this graph";
}

TEST_F(WorkloadTest, LeakyLeavesOneOfEachSort) {
  ASSERT_EQ(record({"leaky"}).status, 0);
  SessionFacts facts(session);
  const Resources timers = facts.ofType("TIMERWRAP");
  EXPECT_EQ(std::count_if(timers.begin(), timers.end(),
                          [](const auto& timer) {
                            return timer.closing_seq != storage::kNoSeq && !timer.destroyed();
                          }),
            1)
      << "one is closing for ever";
  EXPECT_EQ(std::count_if(timers.begin(), timers.end(),
                          [](const auto& timer) { return !timer.referenced; }),
            1);
  const Resources writes = facts.ofType("WRITEWRAP");
  ASSERT_EQ(writes.size(), 1U);
  EXPECT_EQ(undestroyed(writes), 1U);
  EXPECT_GE(
      std::count_if(timers.begin(), timers.end(),
                    [&](const auto& timer) { return facts.executionType(timer) == "TIMERWRAP"; }),
      10)
      << "a growing leak";
}

TEST_F(WorkloadTest, UnknownWorkloadsAndArgumentsAreOneLineErrors) {
  for (const Words& words : {Words{"no-such"}, Words{"leaky", "--seconds"},
                             Words{"leaky", "--seconds", "ten"}, Words{"leaky", "--seconds", "0"},
                             Words{"echo-server", "--color"}, Words{"listen-timeout", "x"}}) {
    const Outcome outcome = record(words);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
    EXPECT_NE(outcome.errors.find(words.back()), std::string::npos) << outcome.errors;
  }
  EXPECT_EQ(readFile(session), "");
}

}  // namespace
}  // namespace uvscope::e2e
