// A target may cut its arena file short while the host reads it; the kernel then raises SIGBUS.
// Within the life of a guard, such a fault inside its range is answered with zero pages, and
// remembered, in place of killing the host. Faults elsewhere end the process as ever.
//
// Guards are per thread and do not nest.
#pragma once

#include <cstddef>

namespace uvscope::capture {

class [[nodiscard]] SigbusGuard {
 public:
  SigbusGuard(void* begin, std::size_t bytes);
  ~SigbusGuard();
  SigbusGuard(const SigbusGuard&) = delete;
  SigbusGuard& operator=(const SigbusGuard&) = delete;

  // A part of the range was not there any more and reads as zeros since.
  [[nodiscard]] static bool faulted();
};

}  // namespace uvscope::capture
