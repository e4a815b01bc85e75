// capture/instrument/functions.txt says what each function of libuv is recorded as. Here it is held
// against libuv's header, the library, and the page that is made of it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/testing/run_program.h"

namespace uvscope::testing {
namespace {

using Names = std::set<std::string>;

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Row {
  char sign = '-';  // as functions.txt explains them
  std::string explanation;
};

// By function. A function that stands there twice: its second row has no sign.
std::map<std::string, Row> table() {
  std::map<std::string, Row> rows;
  std::istringstream lines(contents(UVSCOPE_SOURCE_DIR "/capture/instrument/functions.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || std::string_view("-+=").find(line[0]) == std::string_view::npos) continue;
    const std::size_t bar = std::min(line.find(" | "), line.size());
    std::istringstream words(line.substr(1, bar - 1));
    std::string function;
    words >> function;
    const Row row{line[0], line.substr(std::min(bar + 3, line.size()))};
    if (!rows.emplace(function, row).second) rows[function].sign = ' ';
  }
  return rows;
}

// The functions that a header declares: the name before the first parenthesis of what follows
// UV_EXTERN. A '#' ends it because only the macro's own definition has one there.
void addDeclared(const std::string& header, Names& names) {
  constexpr std::string_view kMark = "UV_EXTERN";
  for (std::size_t at = header.find(kMark); at != std::string::npos;
       at = header.find(kMark, at + kMark.size())) {
    const std::string declaration = header.substr(at, header.find_first_of(";#", at) - at);
    const std::size_t end = declaration.find('(');
    const std::size_t begin = declaration.find_last_of(" *\n", end) + 1;
    const std::string name = declaration.substr(begin, end - begin);
    if (name.starts_with("uv_")) names.insert(name);
  }
}

Names declared() {
  Names names;
  const std::filesystem::path folder(UVSCOPE_UV_INCLUDE_DIR);
  addDeclared(contents(folder / "uv.h"), names);
  for (const auto& entry : std::filesystem::directory_iterator(folder / "uv"))
    addDeclared(contents(entry.path()), names);
  return names;
}

// What the library defines for a program.
Names defined() {
  const Outcome outcome =
      runProgram({"nm", "-D", "--defined-only", "--format=just-symbols", UVSCOPE_LIBRARY}, {});
  Names names;
  std::istringstream lines(outcome.output);
  for (std::string line; std::getline(lines, line);)
    names.insert(line);
  return names;
}

Names missingIn(const Names& set, const Names& wanted) {
  Names missing;
  std::set_difference(wanted.begin(), wanted.end(), set.begin(), set.end(),
                      std::inserter(missing, missing.end()));
  return missing;
}

TEST(FunctionTable, HasEveryFunctionOfTheHeader) {
  const Names header = declared();
  EXPECT_GE(header.size(), 290U);
  Names listed;
  for (const auto& [function, row] : table())
    listed.insert(function);
  EXPECT_EQ(missingIn(listed, header), Names{});
}

TEST(FunctionTable, GivesEachFunctionOneRowWithAnExplanation) {
  for (const auto& [function, row] : table()) {
    EXPECT_NE(row.sign, ' ') << function << " stands there twice";
    EXPECT_FALSE(row.explanation.empty()) << function;
  }
}

TEST(FunctionTable, SaysOfTheLibraryWhatItDefines) {
  Names said;
  for (const auto& [function, row] : table()) {
    if (row.sign != '-') said.insert(function);
  }
  const Names library = defined();
  EXPECT_EQ(missingIn(library, said), Names{}) << "the library lacks them";
  EXPECT_EQ(missingIn(said, library), Names{}) << "the table knows nothing of them";
}

TEST(FunctionTable, IsThePageThatPeopleRead) {
  const Outcome page = runProgram({UVSCOPE_SOURCE_DIR "/scripts/function-table"}, {});
  EXPECT_EQ(page.errors, "");
  EXPECT_EQ(contents(UVSCOPE_SOURCE_DIR "/docs/libuv-functions.md"), page.output)
      << "scripts/function-table >docs/libuv-functions.md";
}

}  // namespace
}  // namespace uvscope::testing
