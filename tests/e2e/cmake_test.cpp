// CMake runs on libuv what it runs beside itself: here the programs that tell of libraries, and in
// ctest the tests.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"

namespace uvscope::e2e {
namespace {

// Times differ from run to run, and so does the order in which tests end that run at once.
Words stableLines(const std::string& text) {
  Words lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t number = line.find("Test ");
    if (line.find(" sec") == std::string::npos) {
      lines.push_back(line);
    } else if (number != std::string::npos) {
      lines.push_back(line.substr(number, line.find_last_of('.') - number));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

struct CmakeTest : ::testing::Test {
  void SetUp() override {
    cmake = findInstalled("cmake");
    ctest = findInstalled("ctest");
    if (cmake.empty() || ctest.empty()) GTEST_SKIP() << "apt-get install cmake";
  }

  [[nodiscard]] Words configure() const {
    std::filesystem::remove_all(build);
    return {cmake, "-S", script("project"), "-B", build};
  }

  void expectCleanSession() const {
    SessionFacts facts(session);
    EXPECT_TRUE(facts.info().finished);
    EXPECT_EQ(facts.info().dropped, 0U);
    EXPECT_EQ(facts.contradictions(), Words{});
  }

  TempDir directory;
  std::string cmake, ctest;
  std::string build = directory.file("build");
  std::string session = directory.file("cmake.uvscope");
};

TEST_F(CmakeTest, ConfiguresAsEverAndItsChildrenAreSeen) {
  const Outcome plain = run(configure());
  ASSERT_EQ(plain.status, 0) << plain.errors;
  const Outcome recorded = run(recording(session, configure(), {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(stableLines(recorded.output), stableLines(plain.output));
  EXPECT_EQ(recorded.errors, plain.errors);
  expectCleanSession();
  SessionFacts facts(session);
  const auto children = facts.ofType("PROCESSWRAP");
  EXPECT_FALSE(children.empty());
  EXPECT_TRUE(std::all_of(children.begin(), children.end(),
                          [](const auto& child) { return child.destroyed(); }));
}

TEST_F(CmakeTest, CtestRunsItsTestsAsEverAndEachIsSeen) {
  ASSERT_EQ(run(configure()).status, 0);
  const Words tests{ctest, "--test-dir", build, "-j4"};
  const Outcome plain = run(tests);
  ASSERT_EQ(plain.status, 8) << plain.output << plain.errors;
  const Outcome recorded = run(recording(session, tests, {"--quiet"}));
  EXPECT_EQ(recorded.status, plain.status);
  EXPECT_EQ(stableLines(recorded.output), stableLines(plain.output));
  EXPECT_EQ(recorded.errors, plain.errors);
  expectCleanSession();
  EXPECT_EQ(SessionFacts(session).ofType("PROCESSWRAP").size(), 7U);
}

}  // namespace
}  // namespace uvscope::e2e
