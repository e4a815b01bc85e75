#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

struct KresdAnswers {
  std::string udp, tcp;
  int status = -1;
};

struct KresdTest : ::testing::Test {
  void SetUp() override {
    kresd = findInstalled("kresd");
    dig = findInstalled("dig");
    if (kresd.empty() || dig.empty()) {
      GTEST_SKIP() << "kresd or dig is not installed: apt-get install knot-resolver bind9-dnsutils";
    }
    port = freePort();
    config = directory.write("kresd.conf", filled("kresd.conf", directory.path(), port));
  }

  [[nodiscard]] Words command() const { return {kresd, "-n", "-c", config, directory.path()}; }

  std::string ask(const std::string& transport) {
    return run({dig, "@127.0.0.1", "-p", std::to_string(port), transport, "+short", "+tries=1",
                "+time=5", "host.example.org"})
        .output;
  }

  KresdAnswers serve(const Words& words) {
    KresdAnswers answers;
    Program server(words);
    if (!server.waitForOutput("ready to answer")) {
      ADD_FAILURE() << "kresd does not run:\n" << server.output() << server.errors();
      return answers;
    }
    answers.udp = ask("+notcp") + ask("+notcp");
    answers.tcp = ask("+tcp");
    server.signal(SIGTERM);
    answers.status = server.wait();
    return answers;
  }

  TempDir directory;
  std::string kresd, dig, config;
  int port = 0;
};

TEST_F(KresdTest, AnswersAsEverAndShowsItsSockets) {
  const KresdAnswers plain = serve(command());
  ASSERT_EQ(plain.udp, "10.9.8.7\n10.9.8.7\n");
  ASSERT_EQ(plain.tcp, "10.9.8.7\n");
  const std::string session = directory.file("kresd.uvscope");
  const KresdAnswers recorded = serve(recording(session, command(), {"--quiet"}));
  EXPECT_EQ(recorded.udp, plain.udp);
  EXPECT_EQ(recorded.tcp, plain.tcp);
  EXPECT_EQ(recorded.status, plain.status);

  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.contradictions(), Words{});
  const auto timers = facts.ofType("TIMERWRAP");
  EXPECT_TRUE(
      std::any_of(timers.begin(), timers.end(), [](const auto& timer) { return timer.runs > 0; }));
  const auto udp = facts.ofType("UDPWRAP");
  EXPECT_TRUE(
      std::any_of(udp.begin(), udp.end(), [](const auto& socket) { return socket.runs > 0; }));
  const auto sockets = facts.ofType("TCPWRAP");
  EXPECT_TRUE(std::any_of(sockets.begin(), sockets.end(), [&](const auto& socket) {
    return facts.triggerType(socket) == "TCPSERVERWRAP" &&
           facts.executionType(socket) == "TCPSERVERWRAP";
  }));
  for (const auto& write : facts.ofType("WRITEWRAP")) {
    EXPECT_EQ(facts.triggerType(write), "TCPWRAP");
  }
}

}  // namespace
}  // namespace uvscope::e2e
