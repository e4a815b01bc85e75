// What `cmake --install` leaves, used as somebody outside of this tree uses it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/testing/run_program.h"

namespace uvscope::testing {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr const char* kCppOutput =
    "instrumented: 1\n"
    "init TIMERWRAP 2\n"
    "init Timeout 3\n"
    "before 2\n"
    "destroy 2\n"
    "before 3\n"
    "destroy 3\n";
constexpr const char* kCOutput =
    "instrumented: 1\n"
    "init TIMERWRAP 2\n"
    "before 2\n"
    "destroy 2\n";

// A library with a sanitizer needs programs with the same.
std::string sanitizerFlag() {
  const std::string sanitizers = UVSCOPE_SANITIZE;
  return sanitizers.empty() ? "" : "-fsanitize=" + sanitizers;
}

std::string user(const std::string& file) {
  return std::string(UVSCOPE_USERS) + '/' + file;
}

std::string succeed(const Words& command,
                    const std::vector<std::pair<std::string, std::string>>& environment = {}) {
  const Outcome outcome = runProgram(command, environment);
  std::string line;
  for (const std::string& word : command)
    line += word + ' ';
  EXPECT_EQ(outcome.status, 0) << line << '\n' << outcome.output << outcome.errors;
  return outcome.output;
}

Words words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

Words headersIn(const fs::path& folder) {
  Words headers;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) headers.push_back(entry.path().string());
  }
  std::sort(headers.begin(), headers.end());
  return headers;
}

// The component `library`, installed into a folder that is gone afterwards.
class InstallTest : public ::testing::Test {
 protected:
  void SetUp() override { install(UVSCOPE_BUILD_DIR, "installed"); }

  [[nodiscard]] fs::path scratch(const std::string& name) const { return scratch_.path() / name; }

  void install(const fs::path& build, const std::string& folder) {
    prefix_ = scratch(folder);
    succeed({UVSCOPE_CMAKE, "--install", build.string(), "--component", "library", "--prefix",
             prefix_.string()});
  }

  [[nodiscard]] std::string libraries() const { return (prefix_ / libdir_).string(); }

  [[nodiscard]] Words pkgConfig(const Words& arguments) const {
    Words command{"pkg-config"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return words(succeed(command, {{"PKG_CONFIG_PATH", libraries() + "/pkgconfig"}}));
  }

  // Compiles and links `source` with `flags`, the C++ or the C compiler according to its name.
  std::string build(const std::string& source, const Words& flags, const Words& options = {}) {
    const bool is_c = fs::path(source).extension() == ".c";
    const std::string program = scratch("program" + std::to_string(++programs_)).string();
    Words command{is_c ? UVSCOPE_CC : UVSCOPE_CXX, is_c ? "-std=c11" : "-std=c++20"};
    if (is_c) command.emplace_back("-D_GNU_SOURCE");  // for uv.h
    if (!sanitizerFlag().empty()) command.push_back(sanitizerFlag());
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {source, "-o", program});
    command.insert(command.end(), flags.begin(), flags.end());
    succeed(command);
    return program;
  }

  // In the order that a program must not use.
  [[nodiscard]] Words libuvFirst() const {
    Words flags = pkgConfig({"--cflags", "uvscope"});
    flags.insert(flags.end(), {"-luv", "-L" + libraries(), "-luvscope"});
    return flags;
  }

  [[nodiscard]] Outcome run(const std::string& program) const {
    return runProgram({program}, {{"LD_LIBRARY_PATH", libraries()}});
  }

  void expectOutput(const std::string& program, const std::string& output) const {
    const Outcome outcome = run(program);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.output, output);
    EXPECT_EQ(outcome.errors, "");
  }

  // Configures and builds a project; the folder of its programs.
  fs::path buildProject(const std::string& project, const Words& options = {}) {
    const fs::path folder = scratch(project);
    Words command{UVSCOPE_CMAKE,
                  "-S",
                  user(project),
                  "-B",
                  folder.string(),
                  "-DCMAKE_PREFIX_PATH=" + prefix_.string(),
                  "-DCMAKE_C_FLAGS=" + sanitizerFlag(),
                  "-DCMAKE_CXX_FLAGS=" + sanitizerFlag()};
    command.insert(command.end(), options.begin(), options.end());
    succeed(command);
    succeed({UVSCOPE_CMAKE, "--build", folder.string()});
    return folder;
  }

  ScratchDir scratch_;
  fs::path prefix_;
  std::string libdir_ = UVSCOPE_LIBDIR;
  int programs_ = 0;
};

// A source a header; as many compilers as there are processors.
TEST_F(InstallTest, EachHeaderCompilesOnItsOwn) {
  const fs::path include = prefix_ / "include";
  std::string sources;
  for (const std::string& header : headersIn(include)) {
    const std::string name = fs::relative(header, include).string();
    const fs::path source = scratch(fs::path(name).stem().string() + "_alone.cpp");
    std::ofstream(source) << "#include <" << name << ">\n";
    sources += source.string() + ' ';
  }
  EXPECT_GT(words(sources).size(), 20U);
  std::string compiler = UVSCOPE_CXX
      " -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow=local -Werror";
  for (const std::string& flag : pkgConfig({"--cflags", "uvscope"}))
    compiler += ' ' + flag;
  succeed({"sh", "-c", "echo " + sources + "| xargs -n 1 -P \"$(nproc)\" " + compiler});
}

TEST_F(InstallTest, TheHeaderForCIsC) {
  const fs::path source = scratch("alone.c");
  std::ofstream(source) << "#include <uvscope/async_hooks_c.h>\n";
  Words command{UVSCOPE_CC, "-std=c99",   "-fsyntax-only", "-Wall",
                "-Wextra",  "-Wpedantic", "-Werror",       source.string()};
  const Words flags = pkgConfig({"--cflags", "uvscope"});
  command.insert(command.end(), flags.begin(), flags.end());
  succeed(command);
}

// The names of the C++ standard library have neither a dot nor a slash.
TEST_F(InstallTest, HeadersUseTheStandardLibraryAndLibuvAlone) {
  int includes = 0;
  for (const std::string& header : headersIn(prefix_ / "include")) {
    std::ifstream in(header);
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with("#include ")) continue;
      ++includes;
      const std::string name = words(line).at(1);
      const bool allowed = name == "<uv.h>" || name == "<stdint.h>" || name == "<stdbool.h>" ||
                           name.starts_with("\"uvscope/") ||
                           (name.starts_with('<') && name.find_first_of("./") == std::string::npos);
      EXPECT_TRUE(allowed) << header << ": " << line;
    }
  }
  EXPECT_GT(includes, 100);
}

TEST_F(InstallTest, CMakeFindsIt) {
  const fs::path built = buildProject("cmake");
  expectOutput(built / "timer_cpp", kCppOutput);
  expectOutput(built / "timer_c", kCOutput);
}

TEST_F(InstallTest, CMakePutsItBeforeALibuvThatTheProjectNamesFirst) {
  expectOutput(buildProject("cmake") / "libuv_first", kCOutput);
}

TEST_F(InstallTest, CMakeFindsItInAProjectWithoutCpp) {
  expectOutput(buildProject("cmake_c") / "timer_c", kCOutput);
}

TEST_F(InstallTest, CMakeRefusesItForAnotherVersion) {
  const fs::path project = scratch("demanding");
  fs::create_directories(project);
  std::ofstream(project / "CMakeLists.txt")
      << "cmake_minimum_required(VERSION 3.25)\nproject(user)\nfind_package(uvscope 9)\n"
         "if(uvscope_FOUND)\n  message(FATAL_ERROR \"found\")\nendif()\n";
  succeed({UVSCOPE_CMAKE, "-S", project.string(), "-B", scratch("refused").string(),
           "-DCMAKE_PREFIX_PATH=" + prefix_.string()});
}

TEST_F(InstallTest, PkgConfigFindsIt) {
  const Words flags = pkgConfig({"--cflags", "--libs", "uvscope"});
  expectOutput(build(user("timer.cpp"), flags), kCppOutput);
  expectOutput(build(user("timer.c"), flags), kCOutput);
}

TEST_F(InstallTest, PkgConfigPutsItBeforeALibuvThatIsNamedFirst) {
  const Words flags = pkgConfig({"--cflags", "--libs", "libuv", "uvscope"});
  expectOutput(build(user("timer.c"), flags), kCOutput);
}

TEST_F(InstallTest, TheReadmesProgramPrintsWhatTheReadmeSays) {
  std::ostringstream readme;
  readme << std::ifstream(UVSCOPE_SOURCE_DIR "/README.md").rdbuf();
  const std::string text = readme.str();
  const std::string begin = "```cpp\n";
  const std::size_t from = text.find(begin);
  ASSERT_NE(from, std::string::npos);
  const std::size_t to = text.find("```", from + begin.size());
  const fs::path source = scratch("readme.cpp");
  std::ofstream(source) << text.substr(from + begin.size(), to - from - begin.size());
  const std::string program = build(source, pkgConfig({"--cflags", "--libs", "uvscope"}));
  const std::string first = "Timeout(2) because of 1";
  const std::string second = "TickObject(3) because of 2";
  expectOutput(program, first + '\n' + second + '\n');
  EXPECT_NE(text.find('`' + first + "` and `" + second + '`', to), std::string::npos);
}

TEST_F(InstallTest, MayBeMoved) {
  const fs::path moved = scratch("moved");
  fs::rename(prefix_, moved);
  prefix_ = moved;
  const Words flags = pkgConfig({"--cflags", "--libs", "uvscope"});
  expectOutput(build(user("timer.cpp"), flags), kCppOutput);
  expectOutput(buildProject("cmake") / "timer_cpp", kCppOutput);
}

// A build tree configured as Debian does it, with the library that was built here.
TEST_F(InstallTest, MayBeInADirectoryForTheArchitecture) {
  const fs::path tree = scratch("tree");
  libdir_ = "lib/x86_64-linux-gnu";
  succeed({UVSCOPE_CMAKE, "-S", UVSCOPE_SOURCE_DIR, "-B", tree.string(), "-G", "Ninja",
           "-DCMAKE_INSTALL_PREFIX=/usr", "-DCMAKE_INSTALL_LIBDIR=" + libdir_,
           "-DUVSCOPE_TESTS=OFF"});
  fs::create_directories(tree / "lib");
  for (const auto& file : fs::directory_iterator(fs::path(UVSCOPE_LIBRARY).parent_path())) {
    if (file.path().filename().string().starts_with("libuvscope.so")) {
      fs::copy(file, tree / "lib" / file.path().filename(), fs::copy_options::copy_symlinks);
    }
  }
  install(tree, "multiarch");
  EXPECT_TRUE(fs::exists(prefix_ / libdir_ / "libuvscope.so"));
  const Words flags = pkgConfig({"--cflags", "--libs", "uvscope"});
  expectOutput(build(user("timer.cpp"), flags), kCppOutput);
  expectOutput(buildProject("cmake") / "timer_cpp", kCppOutput);
}

TEST_F(InstallTest, TheWrongOrderIsTold) {
  const Outcome outcome = run(build(user("timer.c"), libuvFirst()));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "instrumented: 0\n");
  EXPECT_NE(outcome.errors.find("-luvscope before -luv"), std::string::npos) << outcome.errors;
  EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
}

TEST_F(InstallTest, ALibuvInsideTheProgramIsTold) {
  const Words flags = pkgConfig({"--cflags", "--libs", "uvscope"});
  const Outcome outcome = run(build(user("own_libuv.c"), flags));
  EXPECT_EQ(outcome.output, "instrumented: 0\n");
  EXPECT_NE(outcome.errors.find("no static libuv"), std::string::npos) << outcome.errors;
}

TEST_F(InstallTest, AProgramAtAFixedPlaceThatTakesAFunctionsAddressIsInOrder) {
  const Words flags = pkgConfig({"--cflags", "--libs", "uvscope"});
  const Words fixed{"-no-pie", "-fno-pic"};
  expectOutput(build(user("address.c"), flags, fixed), "instrumented: 1\n");
  EXPECT_NE(run(build(user("address.c"), libuvFirst(), fixed)).errors, "");
}

TEST_F(InstallTest, APreloadedRecorderBeforeItIsInOrder) {
  if (!sanitizerFlag().empty()) GTEST_SKIP() << "a sanitizer wants to be the first library itself";
  const std::string program = build(user("timer.c"), pkgConfig({"--cflags", "--libs", "uvscope"}));
  const fs::path preload = fs::path(UVSCOPE_LIBRARY).parent_path() / "libuvscope-preload.so";
  ASSERT_TRUE(fs::exists(preload));
  const Outcome outcome =
      runProgram({program}, {{"LD_LIBRARY_PATH", libraries()}, {"LD_PRELOAD", preload.string()}});
  EXPECT_EQ(outcome.output, kCOutput);
  EXPECT_EQ(outcome.errors, "");
}

}  // namespace
}  // namespace uvscope::testing
