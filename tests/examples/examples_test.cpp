// Each example prints what is written down in expected/: its own output, once compared with that of
// Node (docs/examples/README.md says for which, and what differs). Ids are compared by first
// appearance: which numbers they are is no promise.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/testing/run_program.h"

namespace uvscope::testing {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> stems(const fs::path& folder, const std::string& extension) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Whether a number behind `text` is an id: "TCPWRAP(", "trigger: ", "id ", ">>> ".
bool announcesId(std::string_view text) {
  static const std::set<std::string_view> kWords{"trigger", "execution", "before",        "after",
                                                 "destroy", "resolve",   "eid",           "tid",
                                                 "id",      "asyncId",   "triggerAsyncId"};
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  if (text.ends_with(">>> ")) return true;
  if (text.ends_with('(')) return text.size() > 1 && is_letter(text[text.size() - 2]);
  if (!text.ends_with(' ')) return false;
  text.remove_suffix(1);
  if (text.ends_with(':')) text.remove_suffix(1);
  const auto word = std::find_if_not(text.rbegin(), text.rend(), is_letter);
  return kWords.contains(text.substr(static_cast<std::size_t>(text.rend() - word)));
}

// Numbers the ids in `text` from 2 on, in order of appearance; the main program stays 1, nobody 0.
std::string renumbered(std::string_view text) {
  std::map<std::string_view, std::string> numbers{{"0", "0"}, {"1", "1"}};
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    if (end == at) {
      result += text[at++];
      continue;
    }
    const std::string_view number = text.substr(at, end - at);
    const bool is_id = announcesId(text.substr(0, at));
    result += is_id ? numbers.emplace(number, std::to_string(numbers.size())).first->second
                    : std::string(number);
    at = end;
  }
  return result;
}

// The example that is about ending with another status says so itself.
int expectedStatus(const std::string& output) {
  return output.starts_with("exit status 1\n") ? 1 : 0;
}

class ExamplesTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ExamplesTest, PrintsWhatItIsToShow) {
  const Outcome outcome = runProgram({UVSCOPE_EXAMPLES "/" + GetParam()}, {});
  const std::string expected = read(fs::path(UVSCOPE_EXAMPLE_OUTPUTS) / (GetParam() + ".txt"));
  EXPECT_EQ(renumbered(outcome.output), renumbered(expected)) << outcome.errors;
  ASSERT_TRUE(WIFEXITED(outcome.status)) << outcome.errors;
  EXPECT_EQ(WEXITSTATUS(outcome.status), expectedStatus(expected)) << outcome.errors;
}

INSTANTIATE_TEST_SUITE_P(Example, ExamplesTest,
                         ::testing::ValuesIn(stems(UVSCOPE_EXAMPLE_SOURCES, ".cpp")),
                         [](const auto& each) { return each.param; });

TEST(Examples, HaveAnOutputAndALineInTheList) {
  const auto sources = stems(UVSCOPE_EXAMPLE_SOURCES, ".cpp");
  EXPECT_EQ(stems(UVSCOPE_EXAMPLE_OUTPUTS, ".txt"), sources);
  const std::string list = read(fs::path(UVSCOPE_EXAMPLE_SOURCES) / "README.md");
  for (const std::string& name : sources) {
    EXPECT_NE(list.find("(" + name + ".cpp)"), std::string::npos) << name;
  }
}

TEST(Examples, AreRenumberedByFirstAppearance) {
  EXPECT_EQ(renumbered("TCPWRAP(7): trigger: 5 execution: 1\nbefore: 7\n"),
            "TCPWRAP(2): trigger: 3 execution: 1\nbefore: 2\n");
  EXPECT_EQ(renumbered("42: start\nsum: 42\n"), "42: start\nsum: 42\n");
}

}  // namespace
}  // namespace uvscope::testing
