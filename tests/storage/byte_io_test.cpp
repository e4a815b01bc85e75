#include "storage/byte_io.h"

#include <limits>

#include <gtest/gtest.h>

#include "storage/checksum.h"

namespace uvscope::storage {
namespace {

TEST(ByteIo, ReadsBackWhatItWrote) {
  const std::uint64_t values[] = {
      0, 1, 127, 128, 16383, 16384, std::uint64_t{1} << 63U, ~std::uint64_t{0}};
  ByteWriter out;
  for (const std::uint64_t value : values)
    out.varint(value);
  ByteReader in(out.bytes());
  for (const std::uint64_t value : values)
    EXPECT_EQ(in.varint(), value);
  EXPECT_TRUE(in.done());
}

TEST(ByteIo, FoldsSignedNumbersSoThatSmallOnesStaySmall) {
  EXPECT_EQ(zigzag(-1), 1U);
  EXPECT_EQ(zigzag(1), 2U);
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-7}, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(unzigzag(zigzag(value)), value);
  }
}

TEST(ByteIo, ADifferenceBringsBackAnyTwoNumbers) {
  const std::uint64_t far = ~std::uint64_t{0};
  EXPECT_EQ(addPacked(5, packedDifference(5, far)), far);
  EXPECT_EQ(addPacked(far, packedDifference(far, 5)), 5U);
}

TEST(ByteIo, FailsForGoodPastTheEnd) {
  const std::uint8_t cut[] = {0x80};
  ByteReader in(cut);
  EXPECT_EQ(in.varint(), 0U);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.byte(), 0);
  EXPECT_FALSE(in.done());
}

TEST(ByteIo, RefusesANumberOfMoreThan64Bits) {
  const std::vector<std::uint8_t> endless(11, 0xff);
  ByteReader in(endless);
  in.varint();
  EXPECT_FALSE(in.ok());
}

TEST(ByteIo, TakesNoMoreBytesThanThereAre) {
  const std::uint8_t three[] = {1, 2, 3};
  ByteReader in(three);
  EXPECT_TRUE(in.take(std::numeric_limits<std::uint64_t>::max()).empty());
  EXPECT_FALSE(in.ok());
}

TEST(Checksum, ChangesWithEveryBit) {
  std::vector<std::uint8_t> bytes(43);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 37);
  const std::uint64_t sum = checksum(bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_NE(checksum(bytes), sum) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  }
}

TEST(Checksum, TellsZerosOfDifferentLengthApart) {
  EXPECT_NE(checksum(std::vector<std::uint8_t>(8)), checksum(std::vector<std::uint8_t>(9)));
}

}  // namespace
}  // namespace uvscope::storage
