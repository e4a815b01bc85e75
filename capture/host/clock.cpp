#include "capture/host/clock.h"

#include <ctime>
#include <limits>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

namespace uvscope::capture {
namespace {

// The time over which a correction is spread.
constexpr std::uint64_t kCorrectionNs = 1'000'000'000;
constexpr int kReadings = 9;

__extension__ using Wide = unsigned __int128;  // ticks times ratio outgrow 64 bits within seconds

std::uint64_t monotonicNs() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

std::uint64_t readTsc() {
#if defined(__x86_64__)
  return __rdtsc();
#else
  return 0;
#endif
}

}  // namespace

ClockSample sampleClocks() {
  ClockSample best;
  std::uint64_t best_gap = std::numeric_limits<std::uint64_t>::max();
  for (int i = 0; i < kReadings; ++i) {
    const std::uint64_t before = readTsc();
    const std::uint64_t ns = monotonicNs();
    const std::uint64_t gap = readTsc() - before;
    if (gap < best_gap) {
      best_gap = gap;
      best = {before + gap / 2, ns};
    }
  }
  return best;
}

const char* bestClockName() {
#if defined(__x86_64__)
  constexpr unsigned kPowerManagementLeaf = 0x80000007;
  constexpr unsigned kInvariantTsc = 1U << 8U;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(kPowerManagementLeaf, &a, &b, &c, &d) != 0 && (d & kInvariantTsc) != 0) {
    return "tsc";
  }
#endif
  return "monotonic";
}

bool SessionClock::supports(ClockKind kind) {
#if defined(__x86_64__)
  return kind == ClockKind::Tsc || kind == ClockKind::MonotonicNs;
#else
  return kind == ClockKind::MonotonicNs;
#endif
}

void SessionClock::recalibrate(ClockSample now) {
  if (now.tsc <= anchor_.tsc || now.monotonic_ns <= start_.monotonic_ns) return;
  const auto ticks = static_cast<double>(now.tsc - start_.tsc);
  const auto elapsed_ns = static_cast<double>(now.monotonic_ns - start_.monotonic_ns);
  const double ns_per_tick = elapsed_ns / ticks;
  const bool first = anchor_.tsc == start_.tsc;
  // The first calibration may move the present value: nothing was converted before it.
  const std::uint64_t present_ns = first ? monotonicToNs(now.monotonic_ns) : tscToNs(now.tsc);
  const double behind_ns = elapsed_ns - static_cast<double>(present_ns);
  double speed = 1.0 + behind_ns / static_cast<double>(kCorrectionNs);
  if (speed < 0.5) speed = 0.5;
  if (speed > 2.0) speed = 2.0;
  anchor_ = now;
  anchor_ns_ = present_ns;
  ratio_ = static_cast<std::uint64_t>(ns_per_tick * speed * static_cast<double>(1ULL << kFraction));
}

std::uint64_t SessionClock::farTscToNs(std::uint64_t tsc) const {
  if (tsc >= anchor_.tsc) {
    const Wide ns = Wide{anchor_ns_} + ((Wide{tsc - anchor_.tsc} * ratio_) >> kFraction);
    const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    return ns > most ? most : static_cast<std::uint64_t>(ns);
  }
  const Wide back = (Wide{anchor_.tsc - tsc} * ratio_) >> kFraction;
  return back >= anchor_ns_ ? 0 : anchor_ns_ - static_cast<std::uint64_t>(back);
}

std::uint64_t SessionClock::nowNs() const {
  return monotonicToNs(monotonicNs());
}

}  // namespace uvscope::capture
