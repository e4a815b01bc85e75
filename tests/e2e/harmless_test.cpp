// Whatever becomes of the recording, the program does as it does alone.
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/e2e/program.h"
#include "tests/e2e/session_facts.h"
#include "tests/e2e/small_programs.h"

namespace uvscope::e2e {
namespace {

const std::string kTargets = UVSCOPE_TARGETS "/target_";

// Long enough to be in the middle of it when the host has gone, also where it is not held up.
const Words kFlood{kTargets + "flood", "20000000"};

struct HarmlessTest : ::testing::Test {
  // `words` as a line of a script, after which `setup` has been done.
  [[nodiscard]] Words after(const std::string& setup, const Words& words) const {
    std::string line = setup + " && exec";
    for (const std::string& word : words)
      line += " " + word;
    return shell(line);
  }

  // In a namespace of its own, with so much room in the memory where recordings lie.
  [[nodiscard]] Words withSharedMemory(const std::string& size, const Words& words) const {
    const Words inside = after("mount -t tmpfs -o size=" + size + " none /dev/shm", words);
    return {"unshare", "--mount", "/bin/sh", "-c", inside.back()};
  }

  void expectSameUnder(const std::string& limit, const Words& target) {
    const Outcome plain = run(after(limit, target));
    // The limit is the target's, not the recorder's.
    const Outcome recorded = run(recording(session, after(limit, target), {"--quiet", "--force"}));
    EXPECT_EQ(recorded.status, plain.status) << limit;
    EXPECT_EQ(recorded.output, plain.output) << limit;
    EXPECT_EQ(recorded.errors, plain.errors) << limit;
  }

  TempDir directory;
  std::string session = directory.file("harmless.uvscope");
};

TEST_F(HarmlessTest, ProgramWhoseRecorderIsKilledFloodsOnToItsEnd) {
  const std::string expected = run(kFlood).output;
  Program host(recording(session, kFlood, {"--quiet"}));
  for (int i = 0; i < 1000 && !std::filesystem::exists(session); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  ASSERT_EQ(host.output(), "") << "it is in the middle of its work";
  host.signal(SIGKILL);
  EXPECT_EQ(host.wait(), 128 + SIGKILL);
  for (int i = 0; i < 4000 && host.output() != expected; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(host.output(), expected);
  run(shell("rm -rf /dev/shm/uvscope-" + std::to_string(host.pid()) + "-*"));
}

TEST_F(HarmlessTest, ProgramWhoseRecorderIsStoppedFloodsOnToItsEnd) {
  const std::string expected = run(kFlood).output;
  Program host(recording(session, kFlood, {"--quiet"}));
  for (int i = 0; i < 1000 && !std::filesystem::exists(session); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  host.signal(SIGSTOP);
  for (int i = 0; i < 4000 && host.output() != expected; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(host.output(), expected);
  host.signal(SIGCONT);
  EXPECT_EQ(host.wait(), 0);
  SessionFacts facts(session);
  EXPECT_TRUE(facts.info().finished);
  EXPECT_GT(facts.info().dropped, 0U) << "the session says that it is not all";
  EXPECT_EQ(facts.contradictions(), Words{});
}

TEST_F(HarmlessTest, SharedMemoryWithoutRoomIsPassedOver) {
  const Words target{kTargets + "tcp"};
  const Outcome recorded = run(withSharedMemory("1m", recording(session, target, {"--quiet"})));
  if (recorded.errors.find("unshare") != std::string::npos) GTEST_SKIP() << recorded.errors;
  EXPECT_EQ(recorded.output, run(target).output);
  EXPECT_EQ(SessionFacts(session).ofType("TCPSERVERWRAP").size(), 1U);
}

TEST_F(HarmlessTest, ThreadsThatFindNoRoomRunUnrecordedAndTheSessionSaysSo) {
  const Words target{kTargets + "threads", "60"};
  const Outcome recorded = run(withSharedMemory("70m", recording(session, target, {"--quiet"})));
  if (recorded.errors.find("unshare") != std::string::npos) GTEST_SKIP() << recorded.errors;
  EXPECT_EQ(recorded.status, 0);
  EXPECT_EQ(recorded.output, run(target).output);
  SessionFacts facts(session);
  EXPECT_GT(facts.info().dropped, 0U);
  EXPECT_GT(facts.info().events, 0U);
  EXPECT_EQ(facts.contradictions(), Words{});
}

TEST_F(HarmlessTest, FewDescriptorsAreEnoughForThoseThatTheProgramNeeds) {
  // Whatever this test has inherited itself.
  const std::string own = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit -n ";
  for (int most = 4; most <= 20; ++most)
    expectSameUnder(own + std::to_string(most), {kTargets + "timers"});
  expectSameUnder("ulimit -n 12", {kTargets + "tcp"});
  expectSameUnder("ulimit -n 16", {kTargets + "pool"});
}

TEST_F(HarmlessTest, LittleAddressSpaceIsTheProgramsAlone) {
  // Else each thread's first malloc reserves 64 MB, if that fits just then: whether there is room
  // for the next thread's stack would be a matter of luck, recorded or not. So the program needs 36
  // MB, and has room for two of its four threads in the least of these.
  const std::string own = "export MALLOC_ARENA_MAX=1; ulimit -v ";
  for (const char* const kilobytes : {"24000", "40000", "100000", "200000", "250000", "400000"})
    expectSameUnder(own + kilobytes, {kTargets + "threads", "4"});
}

TEST_F(HarmlessTest, LimitedAddressSpaceThatIsLargeEnoughIsSharedWithTheRecorder) {
  run(recording(session, after("ulimit -v 1000000", {kTargets + "timers"}), {"--quiet"}));
  EXPECT_GT(SessionFacts(session).info().events, 0U);
}

TEST_F(HarmlessTest, NobodyElseMayReadASessionWhateverTheUmask) {
  run(after("umask 0", recording(session, {kTargets + "timers"}, {"--quiet"})));

  struct stat status {};

  ASSERT_EQ(stat(session.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(HarmlessTest, ArenasAreTheOwnersAloneWhateverTheUmask) {
  const std::string look = "stat -c %a $UVSCOPE_SESSION_DIR $UVSCOPE_SESSION_DIR/*";
  const Outcome outcome =
      run(after("umask 0", recording(session, shell("'" + look + "'"), {"--quiet"})));
  EXPECT_TRUE(outcome.output.starts_with("700\n600\n")) << outcome.output;
}

}  // namespace
}  // namespace uvscope::e2e
