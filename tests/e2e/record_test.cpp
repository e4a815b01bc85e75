#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/session_reader.h"
#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"
#include "tests/e2e/small_programs.h"

namespace uvscope::e2e {
namespace {

constexpr const char* kStaticProgram = UVSCOPE_PROGRAMS "/static_program";
constexpr const char* kOwnLibuv = UVSCOPE_PROGRAMS "/own_libuv";

struct RecordTest : ::testing::Test {
  Outcome record(const Words& program, const Words& options = {"--quiet"}) const {
    return run(recording(session, program, options));
  }

  void expectError(const Outcome& outcome, const std::string& part) const {
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
    EXPECT_NE(outcome.errors.find(part), std::string::npos) << outcome.errors;
    EXPECT_FALSE(std::filesystem::exists(session));
  }

  TempDir directory;
  std::string session = directory.file("test.uvscope");
};

TEST_F(RecordTest, ExitStatusIsTheTargets) {
  EXPECT_EQ(record(shell("exit 7")).status, 7);
}

TEST_F(RecordTest, StatusOfATargetThatASignalEndedIsAShells) {
  EXPECT_EQ(record(shell("kill -TERM $$")).status, 128 + SIGTERM);
}

TEST_F(RecordTest, StandardStreamsAreTheTargets) {
  const Outcome outcome = record(shell("cat; echo out; echo err >&2"));
  EXPECT_EQ(outcome.output, "out\n");
  EXPECT_EQ(outcome.errors, "err\n");
}

TEST_F(RecordTest, TargetIgnoresTheSignalsThatItIgnoredWithoutUs) {
  // The last eight digits are signals 1 to 32; the C library gives 32 and 33, its own, to whom it
  // likes.
  const std::string look = "grep SigIgn /proc/self/status | tail -c 8";
  const Outcome plain = run(shell("trap '' HUP INT PIPE; " + look));
  std::string command = "trap '' HUP INT PIPE; exec";
  for (const std::string& word : recording(session, {}, {"--quiet"}))
    command += " " + word;
  EXPECT_EQ(run(shell(command + " sh -c '" + look + "'")).output, plain.output);
}

TEST_F(RecordTest, EnvironmentDiffersByTheRecorderAlone) {
  const Outcome outcome = record(shell("echo $LD_PRELOAD"));
  EXPECT_NE(outcome.output.find("libuvscope-preload.so"), std::string::npos);
  const Outcome plain = run(shell("env | grep -v -e LD_PRELOAD -e UVSCOPE | sort"));
  const Outcome recorded =
      run(recording(directory.file("other.uvscope"),
                    shell("env | grep -v -e LD_PRELOAD -e UVSCOPE | sort"), {"--quiet"}));
  EXPECT_EQ(recorded.output, plain.output);
}

TEST_F(RecordTest, MissingProgramIsAnErrorAndLeavesNoFile) {
  expectError(record({"no-such-program"}), "no such program in PATH");
  expectError(record({"./no-such-program"}), "no such program, check the path");
}

TEST_F(RecordTest, WhatCannotBeStartedIsAnErrorAndLeavesNoFile) {
  expectError(record({"/tmp"}), "directory");
  expectError(record({directory.write("text", "no program")}), "not executable");
}

TEST_F(RecordTest, FileInAnUnknownFormatIsStartedByTheShellAsEver) {
  const std::string script = directory.write("script", "exit 3\n");
  chmod(script.c_str(), 0700);
  EXPECT_EQ(record({script}).status, 3);
}

TEST_F(RecordTest, OutputThatExistsIsKeptWithoutForce) {
  directory.write("test.uvscope", "precious");
  const Outcome outcome = record(shell("echo ran"));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.output, "") << "it must not have been started";
  EXPECT_NE(outcome.errors.find("--force"), std::string::npos);
  EXPECT_EQ(record(shell("echo ran"), {"--force"}).status, 2) << "it is no session";
  EXPECT_EQ(readFile(session), "precious");
}

TEST_F(RecordTest, ForceReplacesASession) {
  EXPECT_EQ(record(shell("exit 3")).status, 3);
  EXPECT_EQ(SessionFacts(session).info().exit_status, 3);
  EXPECT_EQ(record(shell("exit 4")).status, 2);
  EXPECT_EQ(record(shell("exit 4"), {"--quiet", "--force"}).status, 4);
  EXPECT_EQ(SessionFacts(session).info().exit_status, 4);
}

TEST_F(RecordTest, UnwritableOutputIsAnErrorBeforeTheStart) {
  session = directory.file("no/such/folder/x.uvscope");
  expectError(record(shell("echo ran")), "no/such/folder");
  session = directory.path();
  EXPECT_EQ(record(shell("echo ran")).status, 2);
}

TEST_F(RecordTest, StaticProgramIsToldOfBeforeItRunsAndRuns) {
  const Outcome outcome = record({kStaticProgram});
  EXPECT_EQ(outcome.status, 7);
  EXPECT_NE(outcome.errors.find("warning: the program is statically linked"), std::string::npos);
}

TEST_F(RecordTest, ProgramWithItsOwnLibuvIsToldOfBeforeItRunsAndRuns) {
  const Outcome outcome = record({kOwnLibuv});
  EXPECT_EQ(outcome.status, 8);
  EXPECT_NE(outcome.errors.find("libuv inside it"), std::string::npos);
}

TEST_F(RecordTest, SummarySaysThatNothingWasSeenAndWhy) {
  const Outcome outcome = record(shell("exit 0"), {});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.errors.find("nothing was recorded"), std::string::npos) << outcome.errors;
  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.info().events, 0U);
}

TEST_F(RecordTest, ProgramThatAShellScriptStartsIsRecorded) {
  EXPECT_EQ(record(shell(std::string(kMakeTimers) + " 1 >/dev/null; exit 4")).status, 4);
  SessionFacts facts(session);
  EXPECT_GT(facts.ofType("TIMERWRAP").size(), 100U);
  ASSERT_EQ(facts.reader().processes().size(), 1U) << "the shell made no libuv call";
  EXPECT_NE(facts.reader().processes()[0].executable.find("make_timers"), std::string::npos);
}

TEST_F(RecordTest, EverythingThatAKilledTargetRecordedIsInTheSession) {
  Program host(recording(session, {kMakeTimers, "0"}, {"--quiet"}));
  ASSERT_TRUE(host.waitForOutput("\n2560\n"));
  const Outcome children = run({"pgrep", "-P", std::to_string(host.pid())});
  kill(static_cast<pid_t>(std::stol(children.output)), SIGKILL);
  EXPECT_EQ(host.wait(), 128 + SIGKILL);
  std::uint64_t said = 0;
  std::istringstream numbers(host.output());
  for (std::uint64_t number = 0; numbers >> number;)
    said = number;
  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_EQ(facts.info().term_signal, SIGKILL);
  EXPECT_EQ(facts.info().dropped, 0U);
  EXPECT_GE(facts.ofType("TIMERWRAP").size(), said + 1) << "and the one that never ends it";
  EXPECT_EQ(facts.contradictions(), Words{});
}

// Waits until a reader sees that many events.
bool committed(const std::string& session, std::uint64_t events) {
  for (int i = 0; i < 1000; ++i) {
    const auto reader = storage::SessionReader::open(session);
    if (reader && (*reader)->info().events >= events) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  return false;
}

TEST_F(RecordTest, TargetOfAKilledHostRunsToItsEndAndTheSessionOpens) {
  const std::string witness = directory.file("witness");
  {
    Program host(recording(session, {kMakeTimers, "4", witness}, {"--quiet"}));
    ASSERT_TRUE(host.waitForOutput("\n2560\n"));
    ASSERT_TRUE(committed(session, 1000));
    kill(host.pid(), SIGKILL);
    EXPECT_EQ(host.wait(), 128 + SIGKILL);
    for (int i = 0; i < 2000 && readFile(witness) != "done"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    run({"sh", "-c", "rm -rf /dev/shm/uvscope-" + std::to_string(host.pid()) + "-*"});
  }
  EXPECT_EQ(readFile(witness), "done");
  SessionFacts facts(session);
  EXPECT_FALSE(facts.info().finished);
  EXPECT_GE(facts.info().events, 1000U);
  EXPECT_EQ(facts.contradictions(), Words{});
}

TEST_F(RecordTest, SignalsAreForwardedOnce) {
  Program host(recording(
      session, shell("trap 'echo got; exit 9' TERM; echo ready; while :; do sleep 0.05; done"),
      {"--quiet"}));
  ASSERT_TRUE(host.waitForOutput("ready"));
  host.signal(SIGTERM);
  EXPECT_EQ(host.wait(), 9);
  EXPECT_EQ(host.output(), "ready\ngot\n");
}

TEST_F(RecordTest, SignalOfTheTargetToItsGroupIsNotSentBackToIt) {
  const Outcome outcome =
      record(shell("trap 'echo got' USR1; kill -USR1 0; sleep 0.1; sleep 0.1; exit 5"));
  EXPECT_EQ(outcome.status, 5);
  EXPECT_EQ(outcome.output, "got\n");
}

TEST_F(RecordTest, ProcessLeftBehindDoesNotHoldUpTheEnd) {
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome =
      record(shell(std::string(kMakeTimers) + " 20 >/dev/null & sleep 0.3; exit 0"), {});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15));
  EXPECT_NE(outcome.errors.find("1 process still running"), std::string::npos) << outcome.errors;
  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_GT(facts.ofType("TIMERWRAP").size(), 100U);
}

TEST_F(RecordTest, NothingStaysBehindInTheMemoryOfTheSystem) {
  Program host(recording(session, {kMakeTimers, "1"}, {"--quiet"}));
  EXPECT_EQ(host.wait(), 6);
  const std::string prefix = "uvscope-" + std::to_string(host.pid()) + "-";
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm")) {
    EXPECT_FALSE(entry.path().filename().string().starts_with(prefix)) << entry.path();
  }
}

TEST_F(RecordTest, FullDiskEndsTheRecordingAndNotTheTarget) {
  const std::string small = directory.file("small");
  std::filesystem::create_directory(small);
  const std::string mount = "mount -t tmpfs -o size=256k none " + small;
  if (run({"unshare", "--mount", "sh", "-c", mount}).status != 0) {
    GTEST_SKIP() << "no right to mount a small file system";
  }
  const std::string witness = directory.file("witness");
  std::string command = mount + " && exec";
  const Words words = recording(small + "/x.uvscope", {kMakeTimers, "2", witness}, {"--quiet"});
  for (const std::string& word : words)
    command += " " + word;
  const Outcome outcome = run({"unshare", "--mount", "sh", "-c", command});
  EXPECT_EQ(outcome.status, 6) << outcome.errors;
  EXPECT_EQ(readFile(witness), "done");
  EXPECT_NE(outcome.errors.find("recording has stopped"), std::string::npos);
  EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
}

}  // namespace
}  // namespace uvscope::e2e
