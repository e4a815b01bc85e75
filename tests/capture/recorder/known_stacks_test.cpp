#include "capture/recorder/known_stacks.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

namespace uvscope::capture {
namespace {

// Words in memory as a stack that grows downwards, of which a walk has read every other one.
struct KnownStacksTest : testing::Test {
  std::array<std::uint64_t, 16> words{1, 2, 3, 4, 5, 6, 7, 8};
  KnownStacks stacks;
  ReadableMemory memory;

  [[nodiscard]] Frame innermost(std::uint64_t return_address = 0x1000) const {
    return {return_address, reinterpret_cast<std::uint64_t>(words.data()), 0x2000};
  }

  void walk(const Frame& from) {
    stacks.begin(from);
    for (std::size_t i = 0; i < words.size(); i += 2)
      stacks.noteReturnAddress(from.stack + i * sizeof(std::uint64_t), words.at(i));
  }

  std::uint32_t find(const Frame& from) {
    memory.begin(from.stack);
    return stacks.find(from, memory);
  }
};

TEST_F(KnownStacksTest, KnowsAStackWhileWhatTheWalkReadIsAsItWas) {
  walk(innermost());
  stacks.remember(7);
  EXPECT_EQ(find(innermost()), 7U);
  ++words.at(3);
  EXPECT_EQ(find(innermost()), 7U) << "the walk did not look there";
  ++words.at(6);
  EXPECT_EQ(find(innermost()), 0U);
  --words.at(6);
  EXPECT_EQ(find(innermost()), 7U);
}

TEST_F(KnownStacksTest, TellsStacksApartByWhereTheyBegin) {
  walk(innermost());
  stacks.remember(7);
  EXPECT_EQ(find(innermost(0x1001)), 0U);
  Frame other = innermost();
  other.stack += 8;
  EXPECT_EQ(find(other), 0U);
}

TEST_F(KnownStacksTest, MindsFramePointersThatTheWalkWentBy) {
  Frame other = innermost();
  other.frame += 8;
  stacks.begin(innermost());
  stacks.noteReturnAddress(innermost().stack + 8, words.at(1));
  stacks.remember(7);
  EXPECT_EQ(find(other), 7U);

  stacks.begin(innermost());
  stacks.noteFrameUsed();
  stacks.noteSavedFrame(innermost().stack, words.at(0));
  stacks.noteReturnAddress(innermost().stack + 8, words.at(1));
  stacks.remember(8);
  EXPECT_EQ(find(other), 0U);
  ++words.at(0);
  EXPECT_EQ(find(innermost()), 8U);

  stacks.begin(innermost());
  stacks.noteSavedFrame(innermost().stack, words.at(0));
  stacks.noteReturnAddress(innermost().stack + 8, words.at(1));
  stacks.noteFrameUsed();
  stacks.noteReturnAddress(innermost().stack + 24, words.at(3));
  stacks.remember(9);
  EXPECT_EQ(find(innermost()), 9U);
  ++words.at(0);
  EXPECT_EQ(find(innermost()), 0U);
}

TEST_F(KnownStacksTest, ForgetsAllWhenNumbersBeginAnew) {
  walk(innermost());
  stacks.clear();
  stacks.remember(7);
  EXPECT_EQ(find(innermost()), 0U) << "it was walked before";
  walk(innermost());
  stacks.remember(7);
  stacks.clear();
  EXPECT_EQ(find(innermost()), 0U);
}

TEST_F(KnownStacksTest, LeavesOutWhatIsTooLong) {
  const Frame from = innermost();
  stacks.begin(from);
  for (std::uint64_t i = 0; i < 100; ++i)
    stacks.noteReturnAddress(from.stack + i * sizeof(std::uint64_t), 0);
  stacks.remember(7);
  EXPECT_EQ(find(from), 0U);
}

}  // namespace
}  // namespace uvscope::capture
