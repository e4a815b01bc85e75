// The line of progress, on a terminal.
#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/e2e/small_programs.h"
#include "tests/e2e/terminal.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kProgress = " alive, ";  // in no other line of ours

struct ProgressTest : ::testing::Test {
  // In a shell, so that the program's standard output can be sent elsewhere: "… >/dev/null".
  [[nodiscard]] Words recordingTo(const std::string& output, const std::string& program,
                                  const Words& options = {}) const {
    std::string line = "exec";
    for (const std::string& word : recording(directory.file("p.uvscope"), {}, options))
      line += " " + word;
    return {"/bin/sh", "-c", line + " " + program + output};
  }

  TempDir directory;
};

TEST_F(ProgressTest, IsRewrittenInPlaceAndGoneBeforeTheSummary) {
  Terminal terminal(recordingTo(" >/dev/null", std::string(kMakeTimers) + " 2"));
  EXPECT_EQ(terminal.wait(), 6);
  EXPECT_NE(terminal.bytes().find(kProgress), std::string::npos);
  const Words lines = terminal.lines();
  ASSERT_EQ(lines.size(), 2U) << testing::PrintToString(lines);
  EXPECT_NE(lines[0].find("never destroyed"), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find("to look at it"), std::string::npos) << lines[1];
}

TEST_F(ProgressTest, IsNotDrawnWhereTheProgramWritesToTheTerminal) {
  Terminal terminal(recordingTo("", std::string(kMakeTimers) + " 1 | tail -n 1"));
  EXPECT_TRUE(terminal.waitFor("to look at it"));
  terminal.wait();
  Terminal own(recording(directory.file("own.uvscope"), {"/bin/sh", "-c", "echo mine; sleep 1"}));
  EXPECT_EQ(own.wait(), 0);
  EXPECT_EQ(own.bytes().find(kProgress), std::string::npos);
  EXPECT_EQ(own.bytes().find('\x1b'), std::string::npos);
}

TEST_F(ProgressTest, IsDrawnThereWhenAskedForAndWhatTheProgramWritesReplacesIt) {
  const std::string program = "/bin/sh -c 'sleep 1; echo a line of the program; sleep 1'";
  Terminal terminal(recordingTo("", program, {"--progress"}));
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_NE(terminal.bytes().find(kProgress), std::string::npos);
  const Words lines = terminal.lines();
  ASSERT_EQ(lines.size(), 3U) << testing::PrintToString(lines);
  EXPECT_TRUE(lines[0].starts_with("a line of the program")) << lines[0];
  EXPECT_NE(lines[1].find("nothing was recorded"), std::string::npos) << lines[1];
}

TEST_F(ProgressTest, LeavesATerminalAloneThatTheProgramHasInRawMode) {
  const std::string program = "/bin/sh -c 'stty raw -echo; echo raw now; sleep 2; stty sane'";
  Terminal terminal(recordingTo("", program, {"--progress"}));
  ASSERT_TRUE(terminal.waitFor("raw now"));
  const std::size_t begin = terminal.bytes().size();
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_EQ(terminal.bytes().find(kProgress, begin), std::string::npos);
}

TEST_F(ProgressTest, LeavesAScreenOfNeovimAlone) {
  const std::string nvim = findInstalled("nvim");
  if (nvim.empty()) GTEST_SKIP() << "nvim is not installed: apt-get install neovim";
  Terminal terminal(recordingTo("", nvim + " -u NONE -i NONE -n", {"--progress"}));
  ASSERT_TRUE(terminal.waitFor("NVIM"));
  const std::size_t begin = terminal.bytes().size();
  sleep(2);  // for as long a line would have been drawn
  terminal.type(":cquit 3\r");
  EXPECT_EQ(terminal.wait(), 3);
  EXPECT_EQ(terminal.bytes().find(kProgress, begin), std::string::npos);
  EXPECT_NE(terminal.bytes().find("to look at it"), std::string::npos);
}

TEST_F(ProgressTest, StoppedTerminalDoesNotStopTheRecording) {
  const std::string witness = directory.file("witness");
  Terminal terminal(recordingTo(" >/dev/null", std::string(kMakeTimers) + " 4 " + witness));
  ASSERT_TRUE(terminal.waitFor(kProgress));
  terminal.type("\x13");  // Ctrl+S
  for (int i = 0; i < 2000 && readFile(witness) != "done"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(readFile(witness), "done");
  terminal.type("\x11");  // Ctrl+Q
  EXPECT_EQ(terminal.wait(), 6);
}

TEST_F(ProgressTest, QuietMeansNoWordAtAll) {
  Terminal terminal(recordingTo(" >/dev/null", std::string(kMakeTimers) + " 1", {"--quiet"}));
  EXPECT_EQ(terminal.wait(), 6);
  EXPECT_EQ(terminal.bytes(), "");
}

TEST_F(ProgressTest, FitsANarrowTerminal) {
  Terminal terminal(recordingTo(" >/dev/null", std::string(kMakeTimers) + " 1"), 20);
  EXPECT_EQ(terminal.wait(), 6);
  const std::string& bytes = terminal.bytes();
  const std::size_t line = bytes.find("\r\x1b[Kuvscope: ");
  ASSERT_NE(line, std::string::npos);
  EXPECT_LE(bytes.find('\r', line + 1) - line, 4 + 19 + 2 * 3U) << "columns, and thin spaces";
}

TEST_F(ProgressTest, NeedsATerminalThatCanMoveItsCursor) {
  Words words = recordingTo(" >/dev/null", std::string(kMakeTimers) + " 1");
  words.back() = "TERM=dumb; export TERM; " + words.back();
  Terminal terminal(words);
  EXPECT_EQ(terminal.wait(), 6);
  EXPECT_EQ(terminal.bytes().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace uvscope::e2e
