#include "capture/recorder/arena.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/testing/ring_dump.h"
#include "tests/testing/run_program.h"

namespace uvscope::capture {
namespace {

using testing::DumpedArena;
using testing::ScratchDir;

TEST(Arena, IsAFileForItsOwnerAlone) {
  const ScratchDir session;
  ASSERT_TRUE(Arena::create(session.path().c_str()).has_value());

  struct stat status {};

  ASSERT_EQ(stat((session.path() / (std::to_string(getpid()) + ".0")).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(static_cast<std::size_t>(status.st_size), ArenaLayout().bytes());
  EXPECT_LT(status.st_blocks * 512, 1 << 20U) << "rings take memory only when they are claimed";
}

TEST(Arena, SaysWhoseItIs) {
  const ScratchDir session;
  ASSERT_TRUE(Arena::create(session.path().c_str()).has_value());
  const auto arenas = testing::dumpArenas(session.path());
  ASSERT_EQ(arenas.size(), 1U);
  EXPECT_EQ(arenas[0].pid, getpid());
  EXPECT_EQ(arenas[0].executable, std::filesystem::read_symlink("/proc/self/exe"));
}

TEST(Arena, TakesTheNextNumberAfterAnExec) {
  const ScratchDir session;
  ASSERT_TRUE(Arena::create(session.path().c_str()).has_value());
  ASSERT_TRUE(Arena::create(session.path().c_str()).has_value());
  const auto arenas = testing::dumpArenas(session.path());
  ASSERT_EQ(arenas.size(), 2U);
  EXPECT_EQ(arenas[1].name, std::to_string(getpid()) + ".1");
}

TEST(Arena, LeavesNoTemporaryFileAndNoDescriptor) {
  const ScratchDir session;
  const int before = dup(0);
  close(before);
  ASSERT_TRUE(Arena::create(session.path().c_str()).has_value());
  const int after = dup(0);
  close(after);
  EXPECT_EQ(after, before);
  for (const auto& entry : std::filesystem::directory_iterator(session.path()))
    EXPECT_NE(entry.path().extension(), ".tmp");
}

TEST(Arena, IsNotMadeInADirectoryThatIsNotThere) {
  EXPECT_FALSE(Arena::create("/nowhere/at/all").has_value());
}

TEST(Arena, IsReadableForTheHostWhateverTheProgramsUmask) {
  const ScratchDir session;
  const mode_t before = umask(0777);
  const auto arena = Arena::create(session.path().c_str());
  umask(before);
  ASSERT_TRUE(arena.has_value());

  struct stat status {};

  ASSERT_EQ(stat((session.path() / (std::to_string(getpid()) + ".0")).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST(Arena, IsNotMadeWhereFilesMayNotGrowToItsSize) {
  const ScratchDir session;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1'000'000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto arena = Arena::create(session.path().c_str());
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_FALSE(arena.has_value());
  EXPECT_TRUE(std::filesystem::is_empty(session.path()));
}

TEST(Arena, HandsOutEachRingOnceUntilAllAreTaken) {
  const ScratchDir session;
  const std::optional<Arena> arena = Arena::create(session.path().c_str());
  ASSERT_TRUE(arena.has_value());
  for (std::uint32_t i = 0; i < kMaxRings; ++i)
    EXPECT_EQ(arena->claimRing(), i);
  EXPECT_EQ(arena->claimRing(), std::nullopt);
  EXPECT_EQ(arena->header().rings_used.load(), kMaxRings);
}

TEST(Arena, GivesRingsOfTheSizeAskedForToTheFirstThreadsAndSmallOnesToTheOthers) {
  const ScratchDir session;
  constexpr std::uint64_t kSize = std::uint64_t{256} << 10U;
  const auto arena = Arena::create(session.path().c_str(), ArenaLayout(kSize));
  ASSERT_TRUE(arena.has_value());
  EXPECT_EQ(arena->shape(0).bytes(), kSize);
  EXPECT_EQ(arena->shape(kFullRings - 1).bytes(), kSize);
  EXPECT_EQ(arena->shape(kFullRings).bytes(), kLeastRingBytes);
  const auto* const first = reinterpret_cast<const std::byte*>(arena->records(0));
  for (std::uint32_t i = 1; i < kMaxRings; ++i) {
    const auto* const records = reinterpret_cast<const std::byte*>(arena->records(i));
    const auto* const before = reinterpret_cast<const std::byte*>(arena->records(i - 1));
    ASSERT_EQ(records - before, static_cast<std::ptrdiff_t>(arena->shape(i - 1).bytes()));
    ASSERT_LE(static_cast<std::size_t>(records - first) + arena->shape(i).bytes(),
              ArenaLayout(kSize).bytes());
  }
}

TEST(ArenaLayout, IsToldByTheSizeOfAFile) {
  for (std::uint64_t size = kLeastRingBytes; size <= kMostRingBytes; size *= 2) {
    const auto layout = ArenaLayout::ofFileSize(ArenaLayout(size).bytes());
    ASSERT_TRUE(layout.has_value()) << size;
    EXPECT_EQ(layout->ringBytes(), size);
  }
  for (const std::uint64_t bytes : {0UL, 4096UL, ArenaLayout().bytes() - 1, ~0UL})
    EXPECT_FALSE(ArenaLayout::ofFileSize(bytes).has_value()) << bytes;
}

TEST(ArenaLayout, ShrinksItsRingsToWhatThereIs) {
  const ArenaLayout usual;
  EXPECT_EQ(usual.within(usual.bytes())->ringBytes(), kDefaultRingBytes);
  EXPECT_EQ(usual.within(usual.bytes() - 1)->ringBytes(), kDefaultRingBytes / 2);
  EXPECT_EQ(usual.within(ArenaLayout(kLeastRingBytes).bytes())->ringBytes(), kLeastRingBytes);
  EXPECT_FALSE(usual.within(ArenaLayout(kLeastRingBytes).bytes() - 1).has_value());
}

TEST(Arena, HandsARingOutAgainOnlyWhenTheHostHasFreedIt) {
  const ScratchDir session;
  const std::optional<Arena> arena = Arena::create(session.path().c_str());
  ASSERT_TRUE(arena.has_value());
  EXPECT_EQ(arena->claimRing(), 0U);
  EXPECT_EQ(arena->ring(0).generation.load(), 1U);
  EXPECT_EQ(arena->ring(0).thread_id, gettid());
  arena->closeRing(0);
  EXPECT_EQ(arena->claimRing(), 1U);
  arena->ring(0).state = static_cast<std::uint32_t>(RingState::Free);
  EXPECT_EQ(arena->claimRing(), 0U);
  EXPECT_EQ(arena->ring(0).generation.load(), 2U);
}

}  // namespace
}  // namespace uvscope::capture
