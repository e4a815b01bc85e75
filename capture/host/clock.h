// Turns the timestamps of arenas into nanoseconds since session start. The TSC is calibrated
// against CLOCK_MONOTONIC, at first over the little time between construction and the first
// recalibrate(), then over the whole session, so that the error shrinks as the recording grows.
//
// Not thread-safe: the host's thread owns it.
#pragma once

#include <cstdint>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {

// Both clocks read at (nearly) the same moment.
struct ClockSample {
  std::uint64_t tsc = 0;  // 0 where there is no TSC
  std::uint64_t monotonic_ns = 0;
};

// The best of several readings: the one that was interrupted least.
ClockSample sampleClocks();

// "tsc" where its rate is invariant, which is what targets go by too, else "monotonic".
const char* bestClockName();

class SessionClock {
 public:
  // The session starts now.
  SessionClock() : SessionClock(sampleClocks()) {}

  explicit SessionClock(ClockSample start) : start_(start), anchor_(start) {}

  // Can timestamps of this kind be converted on this machine?
  [[nodiscard]] static bool supports(ClockKind kind);

  // Call before the first conversion and from time to time. A correction changes the speed of the
  // session's time, never its present value, so that converted times do not go back.
  void recalibrate() { recalibrate(sampleClocks()); }

  void recalibrate(ClockSample now);

  // 0 for moments before the session started.
  [[nodiscard]] std::uint64_t toNs(ClockKind kind, std::uint64_t timestamp) const {
    return kind == ClockKind::Tsc ? tscToNs(timestamp) : monotonicToNs(timestamp);
  }

  // Now, in ns since session start, by CLOCK_MONOTONIC.
  [[nodiscard]] std::uint64_t nowNs() const;

 private:
  // Conversions are linear around the anchor: ns = anchor_ns_ + (tsc - anchor tsc) * ratio_ / 2^32.
  static constexpr unsigned kFraction = 32;

  // Nearer to the anchor than this, 64 bits are enough: half a second or more.
  static constexpr std::uint64_t kNearTicks = std::uint64_t{1} << 31U;
  static constexpr std::uint64_t kNearRatio = std::uint64_t{1} << 33U;

  [[nodiscard]] std::uint64_t tscToNs(std::uint64_t tsc) const {
    const bool is_later = tsc >= anchor_.tsc;
    const std::uint64_t ticks = is_later ? tsc - anchor_.tsc : anchor_.tsc - tsc;
    if (ticks >= kNearTicks || ratio_ >= kNearRatio) [[unlikely]]
      return farTscToNs(tsc);
    const std::uint64_t ns = ticks * ratio_ >> kFraction;
    if (is_later) return anchor_ns_ + ns;
    return ns >= anchor_ns_ ? 0 : anchor_ns_ - ns;
  }

  [[nodiscard]] std::uint64_t farTscToNs(std::uint64_t tsc) const;

  [[nodiscard]] std::uint64_t monotonicToNs(std::uint64_t ns) const {
    return ns > start_.monotonic_ns ? ns - start_.monotonic_ns : 0;
  }

  ClockSample start_;
  ClockSample anchor_;
  std::uint64_t anchor_ns_ = 0;
  std::uint64_t ratio_ = std::uint64_t{1} << kFraction;  // ns a tick, until calibrated: 1
};

}  // namespace uvscope::capture
