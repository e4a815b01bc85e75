// Each scenario's trace is that of real Node, to the line (docs/oracle.md).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/oracle/canonical.h"
#include "tests/testing/run_program.h"

namespace uvscope::oracle {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = ORACLE_FOLDER;

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

const std::vector<MappingRow>& mapping() {
  static const std::vector<MappingRow> kMapping = readMapping(kFolder / "mapping.txt");
  return kMapping;
}

std::vector<std::string> expectedScenarios() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder / "expected"))
    names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

bool hasCounterpart(const std::string& scenario) {
  const auto rules = rulesFor(mapping(), scenario);
  return std::find(rules.begin(), rules.end(), "no counterpart") == rules.end();
}

bool hasProgram(const std::string& scenario) {
  return fs::exists(kFolder / "scenarios" / (scenario + ".cpp"));
}

std::vector<std::string> comparable() {
  std::vector<std::string> names = expectedScenarios();
  std::erase_if(names, [](const std::string& name) { return !hasCounterpart(name); });
  return names;
}

class OracleTest : public ::testing::TestWithParam<std::string> {};

TEST_P(OracleTest, TraceIsThatOfNode) {
  ASSERT_TRUE(hasProgram(GetParam())) << "no program, and mapping.txt gives no reason";
  const auto rules = rulesFor(mapping(), GetParam());
  const auto outcome = testing::runProgram({ORACLE_SCENARIOS, GetParam()}, {});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  const std::string expected = read(kFolder / "expected" / (GetParam() + ".expected"));
  EXPECT_EQ(canonicalActual(outcome.output, rules), canonicalExpected(expected, rules));
}

INSTANTIATE_TEST_SUITE_P(Scenario, OracleTest, ::testing::ValuesIn(comparable()),
                         [](const auto& each) { return each.param; });

TEST(OracleMapping, EachRowIsWellFormedAndGivesAReason) {
  for (const MappingRow& row : mapping()) {
    EXPECT_FALSE(row.reason.empty()) << row.rule;
    EXPECT_TRUE(row.scenario == "*" ||
                fs::exists(kFolder / "expected" / (row.scenario + ".expected")))
        << row.scenario << ": " << row.rule << ' ' << row.reason;
  }
}

TEST(OracleMapping, ProgramsWithoutCounterpartDoNotExist) {
  for (const std::string& name : expectedScenarios()) {
    EXPECT_NE(hasCounterpart(name), !hasProgram(name)) << name;
  }
}

// docs/oracle.md has a row for each of these counts.
TEST(OracleMapping, TheDocumentTellsTheCounts) {
  std::size_t equal = 0;
  std::size_t mapped = 0;
  std::size_t without = 0;
  for (const std::string& name : expectedScenarios()) {
    const bool has_row = std::any_of(mapping().begin(), mapping().end(),
                                     [&](const MappingRow& row) { return row.scenario == name; });
    ++(!hasCounterpart(name) ? without : has_row ? mapped : equal);
  }
  const std::string document = read(ORACLE_DOCUMENT);
  const auto tells = [&document](const std::string& what, std::size_t count) {
    return document.find("| " + what + " | " + std::to_string(count) + " |") != std::string::npos;
  };
  EXPECT_TRUE(tells("scenarios of real Node", equal + mapped + without))
      << equal + mapped + without;
  EXPECT_TRUE(tells("equal to the line", equal)) << equal;
  EXPECT_TRUE(tells("equal but for rows of their own", mapped)) << mapped;
  EXPECT_TRUE(tells("without a counterpart", without)) << without;
}

}  // namespace
}  // namespace uvscope::oracle
