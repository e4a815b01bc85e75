#include "app/cli/amounts.h"

#include <gtest/gtest.h>

#include "app/commands/progress_line.h"
#include "app/commands/record_limits.h"

namespace uvscope::app {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// 0 for what is refused: no amount is 0.
std::uint64_t valueOf(const core::Result<std::uint64_t>& amount) {
  return amount ? *amount : 0;
}

TEST(Amounts, DurationsHaveUnitsAndArePlainSecondsWithout) {
  EXPECT_EQ(valueOf(parseDurationNs("500ms")), kSecond / 2);
  EXPECT_EQ(valueOf(parseDurationNs("250us")), 250'000U);
  EXPECT_EQ(valueOf(parseDurationNs("15ns")), 15U);
  EXPECT_EQ(valueOf(parseDurationNs("10s")), 10 * kSecond);
  EXPECT_EQ(valueOf(parseDurationNs("10")), 10 * kSecond);
  EXPECT_EQ(valueOf(parseDurationNs("1.5s")), 3 * kSecond / 2);
  EXPECT_EQ(valueOf(parseDurationNs("2m")), 120 * kSecond);
  EXPECT_EQ(valueOf(parseDurationNs("1h")), 3600 * kSecond);
}

TEST(Amounts, CountsAndSizesAreInThousands) {
  EXPECT_EQ(valueOf(parseCount("7")), 7U);
  EXPECT_EQ(valueOf(parseCount("10k")), 10'000U);
  EXPECT_EQ(valueOf(parseCount("5M")), 5'000'000U);
  EXPECT_EQ(valueOf(parseBytes("100M")), 100'000'000U);
  EXPECT_EQ(valueOf(parseBytes("2G")), 2'000'000'000U);
}

TEST(Amounts, RingIsRoundedUpToAPowerOfTwoWithinItsLimits) {
  EXPECT_EQ(valueOf(parseRingBytes("64k")), 65'536U);
  EXPECT_EQ(valueOf(parseRingBytes("65536")), 65'536U);
  EXPECT_EQ(valueOf(parseRingBytes("2M")), 2'097'152U);
  EXPECT_EQ(valueOf(parseRingBytes("3M")), 4'194'304U);
  EXPECT_EQ(valueOf(parseRingBytes("64M")), 67'108'864U);
  EXPECT_FALSE(parseRingBytes("1k"));
  EXPECT_FALSE(parseRingBytes("70M"));
  EXPECT_FALSE(parseRingBytes("4000000T"));
}

TEST(Amounts, AnythingElseIsRefusedWithWhatWouldDo) {
  for (const char* const typed :
       {"", "s", "-1", "0", "0s", "10x", "10 s", "ten", "1e9", "inf", "nan", "0x10", "5M5"}) {
    EXPECT_FALSE(parseDurationNs(typed)) << typed;
    EXPECT_FALSE(parseCount(typed)) << typed;
    EXPECT_FALSE(parseBytes(typed)) << typed;
    EXPECT_FALSE(parseRingBytes(typed)) << typed;
  }
  EXPECT_FALSE(parseCount("99999999999999999999T"));
  EXPECT_NE(parseDurationNs("10x").error().message.find("500ms"), std::string::npos);
}

TEST(RecordLimits, FirstThatIsReachedIsNamed) {
  RecordLimits limits;
  EXPECT_EQ(reachedLimit(limits, {100 * kSecond, 1'000'000, 1'000'000}), "");
  limits.events = 5;
  limits.bytes = 4000;
  EXPECT_EQ(reachedLimit(limits, {kSecond, 4, 3999}), "");
  EXPECT_EQ(reachedLimit(limits, {kSecond, 5, 3999}), "5 events (--limit-events)");
  EXPECT_EQ(reachedLimit(limits, {kSecond, 4, 4000}), "4.00\u2009kB (--limit-size)");
  limits.duration_ns = kSecond;
  EXPECT_EQ(reachedLimit(limits, {kSecond, 5, 0}), "1.00\u2009s (--duration)");
}

TEST(ProgressLine, SaysWhatAPersonWaitsFor) {
  const std::string line = describeProgress({1, 2, 3, 0}, 0, 12 * kSecond);
  for (const char* const part : {"1 event,", "2 alive", "3 dropped", "12.0\u2009s"})
    EXPECT_NE(line.find(part), std::string::npos) << part << " is not in " << line;
}

TEST(ProgressLine, IsCutBetweenCharactersNotBytes) {
  EXPECT_EQ(cutTo("1 204", 10), "1 204");
  EXPECT_EQ(cutTo("1 204", 2), "1 ");
  EXPECT_EQ(cutTo("1 204", 1), "1");
  EXPECT_EQ(cutTo("äöü", 0), "");
}

}  // namespace
}  // namespace uvscope::app
