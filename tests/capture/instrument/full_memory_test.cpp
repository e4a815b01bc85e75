// A file system that runs full: what /dev/shm is in a small container.
#include <string>

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/capture/instrument/recorded_run.h"

namespace uvscope::testing {
namespace {

// A tmpfs of the given size while it lasts; not mounted where the test has no right to.
class SmallMemory {
 public:
  explicit SmallMemory(const std::string& size)
      : mounted_(mount("tmpfs", dir_.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0) {}

  ~SmallMemory() {
    if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
  }

  SmallMemory(const SmallMemory&) = delete;
  SmallMemory& operator=(const SmallMemory&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }

  [[nodiscard]] const std::filesystem::path& path() const { return dir_.path(); }

 private:
  ScratchDir dir_;
  bool mounted_;
};

TEST(FullMemory, EndsTheRecordingOfAThreadWhoseRingFindsNoRoom) {
  const SmallMemory memory("1m");
  if (!memory.mounted()) GTEST_SKIP() << "needs the right to mount";
  const Outcome plain = runPlain("tcp");
  const Outcome outcome = runInSession("tcp", {}, memory.path());
  EXPECT_EQ(outcome.output, plain.output);
  EXPECT_EQ(outcome.status, plain.status);
  const std::vector<DumpedArena> arenas = dumpArenas(memory.path());
  ASSERT_EQ(arenas.size(), 1U);
  EXPECT_TRUE(arenas[0].rings.empty());
  EXPECT_GT(arenas[0].unclaimed_dropped, 0U);
}

TEST(FullMemory, RecordsTheThreadsThatFindRoom) {
  const SmallMemory memory("5m");
  if (!memory.mounted()) GTEST_SKIP() << "needs the right to mount";
  const Outcome outcome = runInSession("threads", {"4"}, memory.path());
  EXPECT_EQ(outcome.output, runPlain("threads", {"4"}).output);
  const std::vector<DumpedArena> arenas = dumpArenas(memory.path());
  ASSERT_EQ(arenas.size(), 1U);
  EXPECT_EQ(arenas[0].rings.size(), 2U);
  EXPECT_GT(arenas[0].unclaimed_dropped, 0U);
  for (const DumpedRing& ring : arenas[0].rings)
    EXPECT_EQ(violations(ring), std::vector<std::string>{});
}

TEST(FullMemory, LeavesNoArenaWhereEvenItsHeaderFindsNoRoom) {
  const SmallMemory memory("8k");
  if (!memory.mounted()) GTEST_SKIP() << "needs the right to mount";
  const Outcome outcome = runInSession("timers", {}, memory.path());
  EXPECT_EQ(outcome.output, runPlain("timers").output);
  EXPECT_TRUE(std::filesystem::is_empty(memory.path()));
}

}  // namespace
}  // namespace uvscope::testing
