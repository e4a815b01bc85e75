#include "capture/host/sigbus_guard.h"

#include <csignal>
#include <cstddef>
#include <cstdint>

#include <sys/mman.h>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {
namespace {

// Read by a signal handler of the same thread, which a fault makes synchronous.
struct GuardedRange {
  std::uintptr_t begin = 0, end = 0;
  bool faulted = false;
};

thread_local GuardedRange guarded;

void onSigbus(int signal, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  if (address >= guarded.begin && address < guarded.end) {
    auto* const page = static_cast<std::byte*>(info->si_addr) - address % kArenaPage;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    if (mmap(page, kArenaPage, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED) {
      guarded.faulted = true;
      return;
    }
  }
  std::signal(signal, SIG_DFL);  // the faulting instruction runs again and ends the process
}

void installHandler() {
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_sigaction = onSigbus;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGBUS, &action, nullptr) == 0;
  }();
  static_cast<void>(installed);
}

}  // namespace

SigbusGuard::SigbusGuard(void* begin, std::size_t bytes) {
  installHandler();
  guarded.begin = reinterpret_cast<std::uintptr_t>(begin);
  guarded.end = guarded.begin + bytes;
  guarded.faulted = false;
}

SigbusGuard::~SigbusGuard() {
  guarded = {};
}

bool SigbusGuard::faulted() {
  return guarded.faulted;
}

}  // namespace uvscope::capture
