#include "capture/host/preflight.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/host/elf_inspect.h"
#include "capture/host/library_path.h"
#include "tests/capture/host/fake_target.h"

namespace uvscope::capture {
namespace {

namespace fs = std::filesystem;

std::string errorOf(const std::string& program) {
  const auto inspected = inspectProgram(program);
  return inspected ? "" : inspected.error().message;
}

std::string executable(const TestDir& directory, const std::string& name,
                       const std::string& contents) {
  std::ofstream(directory.file(name)) << contents;
  chmod(directory.file(name).c_str(), 0755);
  return directory.file(name);
}

class WithVariable {
 public:
  WithVariable(const char* name, const std::string& value) : name_(name) {
    const char* const before = getenv(name);
    if (before != nullptr) before_ = before;
    had_ = before != nullptr;
    setenv(name, value.c_str(), 1);
  }

  ~WithVariable() {
    if (had_) {
      setenv(name_, before_.c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

  WithVariable(const WithVariable&) = delete;
  WithVariable& operator=(const WithVariable&) = delete;

 private:
  const char* name_;
  std::string before_;
  bool had_ = false;
};

TEST(Preflight, FindsProgramsInPath) {
  const auto inspected = inspectProgram("sh");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(fs::path(inspected->executable).filename(), "sh");
  EXPECT_EQ(inspected->warning, "");
}

TEST(Preflight, TakesTheFirstInPathThatCanRun) {
  const TestDir one;
  const TestDir two;
  std::ofstream(one.file("tool")) << "not executable";
  const std::string wanted = executable(two, "tool", "#!/bin/sh\n");
  const WithVariable path("PATH", "/no/such:" + one.path() + ":" + two.path());
  const auto inspected = inspectProgram("tool");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->executable, wanted);
}

TEST(Preflight, EmptyEntryOfPathIsTheWorkingDirectory) {
  const TestDir directory;
  executable(directory, "tool", "#!/bin/sh\n");
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  {
    const WithVariable path("PATH", ":/no/such");
    const auto inspected = inspectProgram("tool");
    EXPECT_TRUE(inspected);
  }
  fs::current_path(before);
}

TEST(Preflight, SaysWhatIsWrongWithAProgram) {
  const TestDir directory;
  std::ofstream(directory.file("text")) << "text";
  EXPECT_NE(errorOf("").find("no program given"), std::string::npos);
  EXPECT_NE(errorOf("no-such-program").find("PATH"), std::string::npos);
  EXPECT_NE(errorOf("/no/such").find("check the path: /no/such"), std::string::npos);
  EXPECT_NE(errorOf(directory.path()).find("directory"), std::string::npos);
  EXPECT_NE(errorOf(directory.file("text")).find("not executable"), std::string::npos);
}

TEST(Preflight, ScriptsAreNotJudged) {
  const TestDir directory;
  const auto inspected = inspectProgram(executable(directory, "script", "#!/bin/sh\nexit\n"));
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->warning, "");
}

TEST(Preflight, SetuidProgramIsToldOf) {
  const TestDir directory;
  const std::string path = directory.file("tool");
  fs::copy_file("/bin/true", path);
  if (chown(path.c_str(), 65534, 65534) != 0) GTEST_SKIP() << "only root can give files away";
  chmod(path.c_str(), 04755);
  const auto inspected = inspectProgram(path);
  ASSERT_TRUE(inspected);
  EXPECT_NE(inspected->warning.find("setuid"), std::string::npos);
}

TEST(ElfInspect, DamagedFilesAreNoProblem) {
  const TestDir directory;
  std::ifstream original("/bin/true", std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(original), {});
  for (const std::size_t length : {0, 3, 4, 16, 20, 63, 64, 100, 1000}) {
    EXPECT_NO_FATAL_FAILURE(inspectElf(executable(directory, "cut", bytes.substr(0, length))));
  }
  for (std::size_t i = 4; i < 200; ++i) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(0xff);
    inspectElf(executable(directory, "broken", broken));
  }
  EXPECT_FALSE(inspectElf("/no/such").is_elf);
}

TEST(ElfInspect, OtherMachinesAreToldApart) {
  const TestDir directory;
  std::ifstream original("/bin/true", std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(original), {});
  EXPECT_FALSE(inspectElf("/bin/true").other_machine);
  EXPECT_TRUE(inspectElf("/bin/true").has_interpreter);
  constexpr std::size_t kMachineOffset = 18;
  bytes[kMachineOffset] = 8;  // MIPS
  bytes[kMachineOffset + 1] = 0;
  const ElfFacts facts = inspectElf(executable(directory, "mips", bytes));
  EXPECT_TRUE(facts.is_elf);
  EXPECT_TRUE(facts.other_machine);
}

TEST(LibraryPath, VariableComesFirst) {
  const TestDir directory;
  std::ofstream(directory.file("lib.so")) << "x";
  const WithVariable variable(kLibraryVariable, directory.file("lib.so"));
  const auto found = findLibrary();
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, directory.file("lib.so"));
}

TEST(LibraryPath, VariableThatNamesNothingIsAnError) {
  const WithVariable variable(kLibraryVariable, "/no/such/lib.so");
  const auto found = findLibrary();
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("/no/such/lib.so"), std::string::npos);
}

}  // namespace
}  // namespace uvscope::capture
