#include <algorithm>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kPython = "/usr/bin/python3";

TEST(UvloopTest, EchoServerAndClientRunAsEverAndShowTheirSockets) {
  if (run({kPython, "-c", "import uvloop"}).status != 0) {
    GTEST_SKIP() << "uvloop is not installed: apt-get install python3-uvloop";
  }
  const TempDir directory;
  const Words command{kPython, script("uvloop_echo.py")};
  const Outcome plain = run(command);
  ASSERT_EQ(plain.status, 3) << plain.errors;
  const std::string session = directory.file("uvloop.uvscope");
  const Outcome recorded = run(recording(session, command, {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(recorded.output, plain.output);
  EXPECT_EQ(recorded.errors, plain.errors);

  SessionFacts facts(session);
  EXPECT_EQ(facts.info().exit_status, 3);
  EXPECT_EQ(facts.contradictions(), Words{});
  EXPECT_EQ(facts.ofType("TCPSERVERWRAP").size(), 1U);
  const auto sockets = facts.ofType("TCPWRAP");
  EXPECT_EQ(sockets.size(), 8U) << "four connections, both ends";
  EXPECT_EQ(std::count_if(
                sockets.begin(), sockets.end(),
                [&](const auto& socket) { return facts.triggerType(socket) == "TCPSERVERWRAP"; }),
            4)
      << "the accepted ends are the server's children";
  EXPECT_TRUE(std::all_of(sockets.begin(), sockets.end(),
                          [](const auto& socket) { return socket.destroyed(); }));
  const auto connects = facts.ofType("TCPCONNECTWRAP");
  ASSERT_EQ(connects.size(), 4U);
  for (const auto& connect : connects) {
    EXPECT_EQ(facts.triggerType(connect), "TCPWRAP");
    EXPECT_NE(facts.executionType(connect), "TCPWRAP");
    EXPECT_NE(facts.executionType(connect), "unknown");
  }
  EXPECT_FALSE(facts.ofType("TIMERWRAP").empty());
}

}  // namespace
}  // namespace uvscope::e2e
