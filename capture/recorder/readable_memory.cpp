#include "capture/recorder/readable_memory.h"

#include <cerrno>

#include <sys/syscall.h>
#include <unistd.h>

namespace uvscope::capture {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kWord = 8;

std::uint64_t pageOf(std::uint64_t address) {
  return address / kPage * kPage;
}

}  // namespace

// The kernel reads the new mask before it looks at what to do with it, which is nothing that it
// knows. No descriptor, no change of state, and permitted in every sandbox.
bool canRead(std::uint64_t address) {
  constexpr int kNothing = -1;
  if (address < kPage) return false;  // nothing is there, and null would mean: no mask
  const int before = errno;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address, perhaps of nothing
  const auto* const mask = reinterpret_cast<const void*>(address / kWord * kWord);
  const bool readable =
      syscall(SYS_rt_sigprocmask, kNothing, mask, nullptr, kWord) == 0 || errno != EFAULT;
  errno = before;
  return readable;
}

void ReadableMemory::begin(std::uint64_t live) {
  if (live >= low_ && live < high_) return;
  low_ = pageOf(live);
  high_ = low_ + kPage;
}

// Only upwards and without a gap: that is how a stack goes on.
bool ReadableMemory::extendTo(std::uint64_t address) {
  if (address % kWord != 0 || address < high_ || address - high_ >= kPage) return false;
  if (!canRead(address)) return false;
  high_ += kPage;
  return true;
}

}  // namespace uvscope::capture
