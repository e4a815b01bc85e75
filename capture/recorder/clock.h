// The time of an event, in the units of ClockKind.
#pragma once

#include <cstdint>
#include <ctime>

#include "capture/recorder/ring_format.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace uvscope::capture {

inline std::uint64_t monotonicNs() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

inline std::uint64_t readClock(ClockKind kind) {
#if defined(__x86_64__)
  if (kind == ClockKind::Tsc) [[likely]]
    return __rdtsc();
#else
  (void)kind;
#endif
  return monotonicNs();
}

// Tsc where it ticks at one rate in all states of the processor, else MonotonicNs.
ClockKind bestClock();

}  // namespace uvscope::capture
