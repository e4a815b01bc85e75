#include "ui/logic/format.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace uvscope::ui {
namespace {

// With thin spaces written as "_", so that a person can read the expectation.
std::string shown(std::string text) {
  const std::string thin = "\u2009";
  for (std::size_t at = 0; (at = text.find(thin, at)) != std::string::npos;)
    text.replace(at, thin.size(), "_");
  return text;
}

TEST(Format, GroupsThousandsByThinSpaces) {
  EXPECT_EQ(shown(formatCount(0)), "0");
  EXPECT_EQ(shown(formatCount(999)), "999");
  EXPECT_EQ(shown(formatCount(1'204'551)), "1_204_551");
}

TEST(Format, GivesTimesThreeDigitsAndAUnit) {
  EXPECT_EQ(shown(formatDuration(0)), "0_ns");
  EXPECT_EQ(shown(formatDuration(999)), "999_ns");
  EXPECT_EQ(shown(formatDuration(41'234)), "41.2_µs");
  EXPECT_EQ(shown(formatDuration(999'600)), "1.00_ms");
  EXPECT_EQ(shown(formatDuration(3'456'000'000)), "3.46_s");
  EXPECT_EQ(shown(formatDuration(134'000'000'000)), "2 min 14 s");
  EXPECT_EQ(shown(formatDuration(10'920'000'000'000)), "3 h 02 min");
}

TEST(Format, KeepsEveryDigitOfAnExactTime) {
  EXPECT_EQ(shown(formatExactTime(1'204'318'241)), "1.204_318_241_s");
  EXPECT_EQ(shown(formatMoment(1'204'318'999)), "1.204_318_s");
}

TEST(Format, NamesTheContextOfAResourceOnlyWhereItIsNotTheFirst) {
  EXPECT_EQ(formatKey({core::ContextId{1}, core::AsyncId{7}}), "7");
  EXPECT_EQ(formatKey({core::ContextId{2}, core::AsyncId{7}}), "2/7");
}

TEST(Format, TellsTodayFromYesterday) {
  const std::int64_t noon = 1'763'812'800'000;  // 12:00 UTC
  EXPECT_EQ(formatWhen(noon, noon + 1000).substr(0, 5), "today");
  EXPECT_EQ(formatWhen(noon - 86'400'000, noon).substr(0, 9), "yesterday");
  EXPECT_NE(formatWhen(noon - 10 * 86'400'000LL, noon).find("2025"), std::string::npos);
}

TEST(WithoutParameters, KeepsTheNameOfTheFunction) {
  EXPECT_EQ(withoutParameters("main"), "main");
  EXPECT_EQ(withoutParameters("node::Start(int, char**)"), "node::Start");
  EXPECT_EQ(withoutParameters("(anonymous namespace)::run(void (*)(int)) const"),
            "(anonymous namespace)::run");
  EXPECT_EQ(withoutParameters("Task::operator()"), "Task::operator()");
  EXPECT_EQ(withoutParameters("Task::operator()(int)"), "Task::operator()");
  EXPECT_EQ(withoutParameters("net::(anonymous namespace)::run"),
            "net::(anonymous namespace)::run");
  EXPECT_EQ(withoutParameters(")("), ")(");
  EXPECT_EQ(withoutParameters(""), "");
}

}  // namespace
}  // namespace uvscope::ui
