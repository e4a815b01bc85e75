#include "capture/recorder/clock.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace uvscope::capture {

ClockKind bestClock() {
#if defined(__x86_64__)
  constexpr unsigned kPowerManagementLeaf = 0x80000007;
  constexpr unsigned kInvariantTsc = 1U << 8U;  // of edx
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid(kPowerManagementLeaf, &eax, &ebx, &ecx, &edx) != 0 &&
      (edx & kInvariantTsc) != 0) {
    return ClockKind::Tsc;
  }
#endif
  return ClockKind::MonotonicNs;
}

}  // namespace uvscope::capture
