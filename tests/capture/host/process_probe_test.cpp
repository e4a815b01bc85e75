#include "capture/host/process_probe.h"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

TEST(ProcessProbe, SeesAProcessUntilItsEnd) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const ProcessProbe probe(child);
  EXPECT_TRUE(probe.seenAlive());
  EXPECT_TRUE(probe.alive());
  kill(child, SIGKILL);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  EXPECT_FALSE(probe.alive()) << "a zombie";
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(probe.alive());
}

TEST(ProcessProbe, NoProcessIsNotAlive) {
  for (const std::int32_t pid : {0, -1, 0x7FFFFFF0}) {
    const ProcessProbe probe(pid);
    EXPECT_FALSE(probe.seenAlive());
    EXPECT_FALSE(probe.alive());
  }
}

}  // namespace
}  // namespace uvscope::capture
