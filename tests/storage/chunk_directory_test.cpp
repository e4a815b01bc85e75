#include "storage/chunk_directory.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace uvscope::storage {
namespace {

ChunkEntry chunk(std::uint64_t events, std::uint64_t min_ns, std::uint64_t max_ns) {
  ChunkEntry entry;
  entry.events = events;
  entry.min_ns = min_ns;
  entry.max_ns = max_ns;
  return entry;
}

TEST(ChunkDirectory, LeadsFromAnEventToItsChunk) {
  ChunkDirectory directory;
  directory.replaceFrom(0, std::vector{chunk(3, 0, 9), chunk(1, 10, 10), chunk(5, 11, 20)});
  EXPECT_EQ(directory.events(), 9U);
  EXPECT_EQ(directory.chunkOf(3), 0U);
  EXPECT_EQ(directory.chunkOf(4), 1U);
  EXPECT_EQ(directory.chunkOf(5), 2U);
  EXPECT_EQ(directory.chunkOf(9), 2U);
  EXPECT_EQ(directory.chunkOf(0), std::nullopt);
  EXPECT_EQ(directory.chunkOf(10), std::nullopt);
}

TEST(ChunkDirectory, FindsChunksThatOverlapInTime) {
  ChunkDirectory directory;
  directory.replaceFrom(0, std::vector{chunk(1, 0, 50), chunk(1, 30, 40), chunk(1, 45, 90)});
  EXPECT_EQ(directory.firstReaching(50), 0U);
  EXPECT_EQ(directory.firstReaching(51), 2U);
  EXPECT_EQ(directory.firstReaching(91), 3U);
  EXPECT_EQ(directory.endBefore(0), 0U);
  EXPECT_EQ(directory.endBefore(31), 2U);
  EXPECT_EQ(directory.endBefore(46), 3U);
}

TEST(ChunkDirectory, AnswersAsAnyOtherWhenItHasGrownStepByStep) {
  std::mt19937_64 random(3);
  std::vector<ChunkEntry> all;
  ChunkDirectory grown;
  for (int i = 0; i < 300; ++i) {
    const std::uint64_t from = static_cast<std::uint64_t>(i) * 10 + random() % 60;
    if (!all.empty() && random() % 3 == 0) all.pop_back();  // the open chunk is rewritten
    const std::size_t keep = all.size();
    all.push_back(chunk(1 + random() % 9, from, from + random() % 40));
    grown.replaceFrom(keep, std::span(all).subspan(keep));
  }
  ChunkDirectory fresh;
  fresh.replaceFrom(0, all);
  for (std::uint64_t ns = 0; ns < 3200; ++ns) {
    ASSERT_EQ(grown.firstReaching(ns), fresh.firstReaching(ns));
    ASSERT_EQ(grown.endBefore(ns), fresh.endBefore(ns));
    const auto reaching =
        std::find_if(all.begin(), all.end(), [&](const ChunkEntry& e) { return e.max_ns >= ns; });
    ASSERT_EQ(fresh.firstReaching(ns), static_cast<std::size_t>(reaching - all.begin()));
  }
}

TEST(ChunkDirectory, APageComesBackAndADamagedOneDoesNot) {
  const std::vector<ChunkEntry> entries = {chunk(4096, 5, 9), chunk(17, 9, 12)};
  std::vector<std::uint8_t> bytes = encodeDirectoryPage(entries);
  std::vector<ChunkEntry> decoded;
  ASSERT_TRUE(decodeDirectoryPage(bytes, decoded));
  EXPECT_EQ(decoded, entries);
  bytes[20] ^= 1;
  EXPECT_FALSE(decodeDirectoryPage(bytes, decoded));
  EXPECT_FALSE(decodeDirectoryPage(std::span(bytes).first(5), decoded));
}

}  // namespace
}  // namespace uvscope::storage
