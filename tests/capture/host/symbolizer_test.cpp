#include "capture/host/symbolizer.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/capture/host/fake_target.h"

namespace uvscope::capture {
namespace {

namespace fs = std::filesystem;

std::string buildIdOfFile(const std::string& path) {
  const int file = openRegularFile(path);
  std::string id = buildIdOf(file);
  close(file);
  return id;
}

// A build of stack_sample.c, loaded, and the place in it that hidden_function() calls from.
struct Sample {
  explicit Sample(const std::string& name) {
    module.path = UVSCOPE_STACK_SAMPLES "/" + name + ".so";
    module.build_id = buildIdOfFile(module.path);
    void* const library = dlopen(module.path.c_str(), RTLD_NOW | RTLD_LOCAL);
    EXPECT_NE(library, nullptr) << dlerror();
    auto* const call = reinterpret_cast<void* (*)()>(dlsym(library, "stack_sample"));
    Dl_info info{};
    void* const at = call();
    dladdr(at, &info);
    offset =
        static_cast<std::uint64_t>(static_cast<char*>(at) - static_cast<char*>(info.dli_fbase));
  }

  CodeModule module;
  std::uint64_t offset = 0;
};

// Of the line of the source that has the words.
std::uint32_t lineWith(const std::string& words) {
  std::ifstream source(UVSCOPE_STACK_SAMPLE_SOURCE);
  std::uint32_t number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.find(words) != std::string::npos) return number;
  }
  return 0;
}

void expectBothFunctions(const std::vector<core::StackFrame>& frames) {
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].function, "inlined_call");
  EXPECT_EQ(frames[0].line, lineWith("inner line"));
  EXPECT_TRUE(frames[0].inlined);
  EXPECT_EQ(frames[1].function, "hidden_function");
  EXPECT_EQ(frames[1].line, lineWith("outer line"));
  EXPECT_FALSE(frames[1].inlined);
  for (const core::StackFrame& frame : frames)
    EXPECT_TRUE(frame.file.ends_with("stack_sample.c")) << frame.file;
}

TEST(Symbolizer, FindsFunctionsLinesAndWhatWasInlined) {
  const Sample sample("debug");
  expectBothFunctions(Symbolizer().lookUp(sample.module, sample.offset));
}

TEST(Symbolizer, FindsTheDebugFileThatLiesApartByItsBuildId) {
  const Sample sample("apart");
  EXPECT_TRUE(Symbolizer("/nowhere").lookUp(sample.module, sample.offset).empty());
  Symbolizer symbolizer(UVSCOPE_STACK_SAMPLES "/debug-files");
  expectBothFunctions(symbolizer.lookUp(sample.module, sample.offset));
}

TEST(Symbolizer, FindsTheDebugFileThatTheProgramNames) {
  const Sample sample("linked");
  expectBothFunctions(Symbolizer("/nowhere").lookUp(sample.module, sample.offset));
}

TEST(Symbolizer, DoesNotTakeAFileOfThatNameOfAnotherBuild) {
  const TestDir directory;
  Sample sample("linked");
  const fs::path copy = fs::path(directory.path()) / "linked.so";
  fs::copy_file(sample.module.path, copy);
  fs::copy_file(UVSCOPE_STACK_SAMPLES "/debug.so", copy.string() + ".debug");
  sample.module.path = copy.string();
  EXPECT_TRUE(Symbolizer("/nowhere").lookUp(sample.module, sample.offset).empty());
}

TEST(Symbolizer, DoesNotTakeADebugFileOfAnotherBuild) {
  const TestDir directory;
  const Sample sample("apart");
  const Sample other("debug");
  const std::string file = debugFileFor(sample.module.build_id, directory.path());
  fs::create_directories(fs::path(file).parent_path());
  fs::copy_file(other.module.path, file);
  Symbolizer symbolizer(directory.path());
  EXPECT_TRUE(symbolizer.lookUp(sample.module, sample.offset).empty());
}

TEST(Symbolizer, TakesTheSymbolWhereThereIsNoDebugInformation) {
  const Sample sample("plain");
  const auto frames = Symbolizer().lookUp(sample.module, sample.offset);
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_EQ(frames[0].function, "hidden_function");
  EXPECT_EQ(frames[0].file, "");
  EXPECT_EQ(frames[0].line, 0U);
}

TEST(Symbolizer, DoesNotTakeTheNearestSymbolOfAStrippedFile) {
  const Sample sample("stripped");
  EXPECT_TRUE(Symbolizer().lookUp(sample.module, sample.offset).empty());
}

TEST(Symbolizer, KnowsNothingOfAFileThatWasReplaced) {
  const TestDir directory;
  Sample sample("debug");
  sample.module.path = directory.file("library.so");
  fs::copy_file(UVSCOPE_STACK_SAMPLES "/debug.so", sample.module.path);
  EXPECT_FALSE(Symbolizer().lookUp(sample.module, sample.offset).empty());
  fs::copy_file(UVSCOPE_STACK_SAMPLES "/plain.so", sample.module.path,
                fs::copy_options::overwrite_existing);
  EXPECT_TRUE(Symbolizer().lookUp(sample.module, sample.offset).empty());
}

TEST(Symbolizer, KnowsNothingOfAFileWithoutABuildId) {
  Sample sample("debug");
  sample.module.build_id.clear();
  EXPECT_TRUE(Symbolizer().lookUp(sample.module, sample.offset).empty());
}

TEST(Symbolizer, SurvivesFilesThatAreNone) {
  const TestDir directory;
  const std::string pipe = directory.file("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::ofstream(directory.file("text")) << "\x7f"
                                           "ELF and nothing more";
  for (const std::string& path : {pipe, directory.file("text"), directory.path(),
                                  std::string("/dev/zero"), std::string("no/such/file")}) {
    EXPECT_TRUE(Symbolizer().lookUp({path, "12345678"}, 0x1000).empty()) << path;
  }
}

TEST(Symbolizer, SurvivesAFileThatIsCutAnywhere) {
  const TestDir directory;
  Sample sample("debug");
  const std::string whole = sample.module.path;
  sample.module.path = directory.file("cut.so");
  const auto size = fs::file_size(whole);
  for (std::uintmax_t length = 64; length < size; length += size / 60) {
    fs::copy_file(whole, sample.module.path, fs::copy_options::overwrite_existing);
    fs::resize_file(sample.module.path, length);
    static_cast<void>(Symbolizer().lookUp(sample.module, sample.offset));
  }
}

TEST(Symbolizer, KnowsNothingOfAPlaceOutsideOfItsFile) {
  const Sample sample("debug");
  for (const std::uint64_t offset :
       {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}, std::uint64_t{1} << 40U}) {
    EXPECT_TRUE(Symbolizer().lookUp(sample.module, offset).empty()) << offset;
  }
}

TEST(DebugFile, LiesUnderTheDigitsOfItsBuildId) {
  EXPECT_EQ(debugFileFor("\xab\xcd\x01", "/usr/lib/debug"),
            "/usr/lib/debug/.build-id/ab/cd01.debug");
  EXPECT_EQ(debugFileFor("", "/usr/lib/debug"), "");
}

}  // namespace
}  // namespace uvscope::capture
