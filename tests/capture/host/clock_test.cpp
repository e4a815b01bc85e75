#include "capture/host/clock.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kStartTsc = 1'000'000;
constexpr std::uint64_t kStartNs = 5'000;

// A TSC of 3 GHz.
ClockSample at(std::uint64_t ns) {
  return {kStartTsc + 3 * ns, kStartNs + ns};
}

TEST(SessionClock, ConvertsTicksAtTheRateOfTheSamples) {
  SessionClock clock(at(0));
  clock.recalibrate(at(10'000'000));
  EXPECT_NEAR(static_cast<double>(clock.toNs(ClockKind::Tsc, at(4'000'000).tsc)), 4e6, 2);
  EXPECT_NEAR(static_cast<double>(clock.toNs(ClockKind::Tsc, at(500'000'000).tsc)), 5e8, 2000);
}

TEST(SessionClock, MonotonicTimesNeedNoCalibration) {
  const SessionClock clock(at(0));
  EXPECT_EQ(clock.toNs(ClockKind::MonotonicNs, kStartNs + 77), 77U);
}

TEST(SessionClock, MomentsBeforeTheSessionAreItsStart) {
  SessionClock clock(at(0));
  clock.recalibrate(at(10'000'000));
  EXPECT_EQ(clock.toNs(ClockKind::Tsc, 0), 0U);
  EXPECT_EQ(clock.toNs(ClockKind::MonotonicNs, 1), 0U);
}

TEST(SessionClock, CorrectionsNeverSetTheTimeBack) {
  SessionClock clock(at(0));
  clock.recalibrate(
      {kStartTsc + 30'600'000, kStartNs + 10'000'000});  // 2 % too fast, by a bad sample
  std::uint64_t last = 0;
  for (std::uint64_t ms = 11; ms < 5000; ++ms) {
    const ClockSample now = at(ms * 1'000'000);
    const std::uint64_t ns = clock.toNs(ClockKind::Tsc, now.tsc);
    ASSERT_GE(ns, last);
    last = ns;
    if (ms % 10 == 0) {
      clock.recalibrate(now);
      ASSERT_EQ(clock.toNs(ClockKind::Tsc, now.tsc), ns) << "the present must not jump";
    }
  }
  EXPECT_NEAR(static_cast<double>(last), 4999e6, 1e5) << "and comes to the truth in the end";
}

TEST(SessionClock, SamplesThatGoBackAreIgnored) {
  SessionClock clock(at(0));
  clock.recalibrate(at(10'000'000));
  const std::uint64_t before = clock.toNs(ClockKind::Tsc, at(20'000'000).tsc);
  clock.recalibrate(at(5'000'000));
  EXPECT_EQ(clock.toNs(ClockKind::Tsc, at(20'000'000).tsc), before);
}

TEST(SessionClock, AnyTimestampCanBeConverted) {
  SessionClock clock(at(0));
  clock.recalibrate(at(10'000'000));
  EXPECT_GT(clock.toNs(ClockKind::Tsc, ~std::uint64_t{0}), 1'000'000'000U);
  EXPECT_GT(clock.toNs(ClockKind::MonotonicNs, ~std::uint64_t{0}), 1'000'000'000U);
}

TEST(SessionClock, AgreesWithThisMachine) {
  if (!SessionClock::supports(ClockKind::Tsc) || std::string(bestClockName()) != "tsc") {
    GTEST_SKIP() << "no invariant TSC";
  }
  SessionClock clock;
  while (clock.nowNs() < 20'000'000) {
  }
  clock.recalibrate();
  const ClockSample sample = sampleClocks();
  const std::uint64_t by_tsc = clock.toNs(ClockKind::Tsc, sample.tsc);
  const std::uint64_t by_clock = clock.toNs(ClockKind::MonotonicNs, sample.monotonic_ns);
  EXPECT_LT(std::max(by_tsc, by_clock) - std::min(by_tsc, by_clock), 100'000U);
}

}  // namespace
}  // namespace uvscope::capture
