#include <algorithm>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

struct NvimTest : ::testing::Test {
  void SetUp() override {
    nvim = findInstalled("nvim");
    if (nvim.empty()) GTEST_SKIP() << "nvim is not installed: apt-get install neovim";
  }

  [[nodiscard]] Words command() const {
    return {nvim,   "--headless", "-u",
            "NONE", "-i",         "NONE",
            "-n",   "-c",         "luafile " + script("nvim.lua")};
  }

  TempDir directory;
  std::string nvim;
};

TEST_F(NvimTest, RunsAsEverAndShowsTimersRequestsAndItsChild) {
  const Outcome plain = run(command());
  ASSERT_EQ(plain.status, 5) << plain.errors;
  const std::string session = directory.file("nvim.uvscope");
  const Outcome recorded = run(recording(session, command(), {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(recorded.output, plain.output);
  EXPECT_EQ(recorded.errors, plain.errors);

  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.info().dropped, 0U);
  EXPECT_EQ(facts.info().exit_status, 5);
  EXPECT_EQ(facts.contradictions(), Words{});

  const auto timers = facts.ofType("TIMERWRAP");
  EXPECT_TRUE(std::any_of(timers.begin(), timers.end(), [&](const auto& timer) {
    return facts.executionType(timer) == "TIMERWRAP" && timer.trigger == timer.execution &&
           facts.callbacks(timer.key) == 1 && timer.destroyed();
  })) << "the inner timer is the outer one's child";
  EXPECT_TRUE(std::any_of(timers.begin(), timers.end(), [&](const auto& timer) {
    return facts.callbacks(timer.key) == 3 && timer.destroyed();
  })) << "the repeating timer";

  const auto requests = facts.ofType("FSREQCALLBACK");
  ASSERT_FALSE(requests.empty());
  EXPECT_TRUE(std::any_of(requests.begin(), requests.end(), [&](const auto& request) {
    return facts.executionType(request) == "TIMERWRAP" && request.runs == 1;
  }));

  const auto children = facts.ofType("PROCESSWRAP");
  ASSERT_EQ(children.size(), 1U);
  EXPECT_TRUE(children[0].destroyed());
  EXPECT_GE(children[0].runs, 1U);
  EXPECT_FALSE(facts.ofType("PIPEWRAP").empty());
}

}  // namespace
}  // namespace uvscope::e2e
