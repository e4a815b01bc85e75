#include <algorithm>
#include <csignal>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

struct NamedAnswers {
  std::string udp, tcp;
  int status = -1;
  std::set<std::string> log;  // without times and numbers, which differ from run to run
};

std::set<std::string> withoutNumbers(const std::string& log) {
  std::set<std::string> lines;
  std::istringstream stream(log);
  for (std::string line; std::getline(stream, line);) {
    // Whether named's own socket for interface changes ends before named has stopped to look at it
    // is chance.
    if (line.find("automatic interface scanning terminated") != std::string::npos) continue;
    line.erase(0, std::min<std::size_t>(line.size(), sizeof "22-Nov-2026 05:00:00.000"));
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return std::isdigit(c) != 0; }, '#');
    lines.insert(line);
  }
  return lines;
}

struct NamedTest : ::testing::Test {
  void SetUp() override {
    named = findInstalled("named");
    dig = findInstalled("dig");
    if (named.empty() || dig.empty()) {
      GTEST_SKIP() << "named or dig is not installed: apt-get install bind9 bind9-dnsutils";
    }
    port = freePort();
    directory.write("zone", readFile(script("zone")));
    config = directory.write("named.conf", filled("named.conf", directory.path(), port));
  }

  [[nodiscard]] Words command() const { return {named, "-g", "-n", "2", "-c", config}; }

  std::string ask(const std::string& transport) {
    return run({dig, "@127.0.0.1", "-p", std::to_string(port), transport, "+short", "+tries=1",
                "+time=5", "host.example.test"})
        .output;
  }

  // Asks the server that `words` start, then ends it.
  NamedAnswers serve(const Words& words) {
    NamedAnswers answers;
    Program server(words);
    if (!server.waitForOutput(" running\n")) {
      ADD_FAILURE() << "named does not run:\n" << server.errors();
      return answers;
    }
    answers.udp = ask("+notcp") + ask("+notcp");
    answers.tcp = ask("+tcp") + ask("+tcp");
    server.signal(SIGTERM);
    answers.status = server.wait();
    answers.log = withoutNumbers(server.errors());
    return answers;
  }

  TempDir directory;
  std::string named, dig, config;
  int port = 0;
};

TEST_F(NamedTest, ServesUdpAndTcpAsEverAndShowsItsSockets) {
  const NamedAnswers plain = serve(command());
  ASSERT_EQ(plain.udp, "10.9.8.7\n10.9.8.7\n");
  ASSERT_EQ(plain.tcp, "10.9.8.7\n10.9.8.7\n");
  const std::string session = directory.file("named.uvscope");
  const NamedAnswers recorded = serve(recording(session, command(), {"--quiet"}));
  EXPECT_EQ(recorded.udp, plain.udp);
  EXPECT_EQ(recorded.tcp, plain.tcp);
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(recorded.log, plain.log);

  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.info().dropped, 0U);
  EXPECT_EQ(facts.contradictions(), Words{});
  EXPECT_FALSE(facts.ofType("TIMERWRAP").empty());

  const auto udp = facts.ofType("UDPWRAP");
  EXPECT_TRUE(
      std::any_of(udp.begin(), udp.end(), [](const auto& socket) { return socket.runs > 0; }));
  const auto sends = facts.ofType("UDPSENDWRAP");
  EXPECT_GE(sends.size(), 2U);
  for (const auto& send : sends) {
    EXPECT_EQ(facts.triggerType(send), "UDPWRAP");
    EXPECT_NE(facts.executionType(send), "unknown");
  }
  const auto sockets = facts.ofType("TCPWRAP");
  EXPECT_GE(std::count_if(
                sockets.begin(), sockets.end(),
                [&](const auto& socket) { return facts.triggerType(socket) == "TCPSERVERWRAP"; }),
            2);
  for (const auto& write : facts.ofType("WRITEWRAP")) {
    EXPECT_EQ(facts.triggerType(write), "TCPWRAP");
  }
}

}  // namespace
}  // namespace uvscope::e2e
