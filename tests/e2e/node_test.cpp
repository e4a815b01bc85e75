// Debian's own Node.js, which uses the shared libuv, as scripts/unpack-node has put it beside.
#include <algorithm>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kNode = UVSCOPE_DEBIAN_NODE;

TEST(NodeTest, RunsAsEverAndShowsWhatItDoes) {
  ASSERT_EQ(access(kNode, X_OK), 0)
      << "Debian's Node.js is not there: scripts/unpack-node build/debian-node fetches it, which "
         "needs the package archive";
  const TempDir directory;
  const Words command{kNode, script("node.js")};
  const Outcome plain = run(command);
  ASSERT_EQ(plain.status, 3) << plain.output << plain.errors;
  const std::string session = directory.file("node.uvscope");
  const Outcome recorded = run(recording(session, command, {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(recorded.output, plain.output);
  EXPECT_EQ(recorded.errors, plain.errors);

  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.info().exit_status, 3);
  EXPECT_EQ(facts.info().dropped, 0U);
  EXPECT_EQ(facts.contradictions(), Words{});
  EXPECT_EQ(facts.ofType("TCPSERVERWRAP").size(), 1U);
  EXPECT_EQ(facts.ofType("TCPWRAP").size(), 2U) << "either end of the connection";
  EXPECT_EQ(facts.ofType("PROCESSWRAP").size(), 1U);
  EXPECT_FALSE(facts.ofType("FSREQCALLBACK").empty());
}

}  // namespace
}  // namespace uvscope::e2e
