#include "capture/recorder/attachment.h"

#include <array>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <sched.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "capture/recorder/undisturbed.h"

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

namespace uvscope::capture::attachment {

namespace detail {
constinit std::uint32_t attached_times = 0;
constinit std::uint64_t process_secret = 0;
constinit StackMode stack_mode = StackMode::None;
}  // namespace detail

namespace {

using detail::attached_times;
using detail::process_secret;

using Phase = ForkPage::Phase;

// In force until attach() has mapped the real one; stays if there is nothing to record to.
constinit ForkPage first_page{};

// Constant after the first attach(), and so the same in forked children, as is the secret.
constinit std::array<char, PATH_MAX> directory{};

// Changed under the lock.
constinit std::atomic<bool> stopped = false;
constinit std::optional<Arena> own_arena;

ForkPage& currentPage() {
  return *page.load(std::memory_order_acquire);
}

// In the page, so that a child forked while another thread held it finds it open.
class [[nodiscard]] Lock {
 public:
  explicit Lock(ForkPage& locked_page) : page_(locked_page) {
    while (page_.locked.exchange(1, std::memory_order_acquire) != 0)
      sched_yield();
  }

  ~Lock() { page_.locked.store(0, std::memory_order_release); }

  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  ForkPage& page_;
};

ForkPage* mapForkPage() {
  void* const mapped =
      mmap(nullptr, kArenaPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  if (madvise(mapped, kArenaPage, MADV_WIPEONFORK) != 0) {
    munmap(mapped, kArenaPage);
    return nullptr;
  }
  return static_cast<ForkPage*>(mapped);
}

void readSecret() {
  // 16 random bytes that the kernel gives every program.
  // NOLINTNEXTLINE(performance-no-int-to-ptr): how the kernel hands it over
  const auto* const random = reinterpret_cast<const void*>(getauxval(AT_RANDOM));
  if (random != nullptr) std::memcpy(&process_secret, random, sizeof(process_secret));
}

bool readEnvironment() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the first attach() comes before any thread
  const char* const value = std::getenv(kSessionDirVariable);
  if (value == nullptr || *value != '/' || std::strlen(value) >= directory.size()) return false;
  std::strcpy(directory.data(), value);  // NOLINT(clang-analyzer-security.insecureAPI.strcpy): fits
  // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
  const char* const stacks = std::getenv(kStacksVariable);
  if (stacks != nullptr) detail::stack_mode = stackModeOf(stacks);
  return true;
}

// A page with Phase::Unknown, or null if this process never can record.
ForkPage* preparePage() {
  readSecret();
  if (!readEnvironment()) return nullptr;
  return mapForkPage();
}

bool start(ForkPage& own_page) {
  own_arena = Arena::create(directory.data());
  if (own_arena) own_page.generation.store(++attached_times, std::memory_order_release);
  own_page.phase.store(own_arena ? Phase::On : Phase::Off, std::memory_order_release);
  return own_arena.has_value();
}

}  // namespace

constinit std::atomic<ForkPage*> page = &first_page;

bool attach() {
  const Undisturbed undisturbed;
  for (;;) {
    ForkPage& current = currentPage();
    const Lock lock(current);
    if (&current != &currentPage()) continue;  // another thread has mapped the real one meanwhile
    const Phase phase = current.phase.load(std::memory_order_relaxed);
    if (phase != Phase::Unknown) return phase == Phase::On;
    if (stopped.load(std::memory_order_relaxed)) {
      current.phase.store(Phase::Off, std::memory_order_relaxed);
      return false;
    }
    if (&current != &first_page) return start(current);  // a forked child
    ForkPage* const own_page = preparePage();
    if (own_page == nullptr) {
      current.phase.store(Phase::Off, std::memory_order_relaxed);
      return false;
    }
    const bool started = start(*own_page);
    page.store(own_page, std::memory_order_release);
    return started;
  }
}

void stop() {
  stopped.store(true, std::memory_order_relaxed);
  ForkPage& current = currentPage();
  current.phase.store(Phase::Off, std::memory_order_relaxed);
  current.generation.store(0, std::memory_order_relaxed);
}

const Arena& arena() {
  return *own_arena;
}

std::optional<std::uint32_t> claimRing() {
  const Undisturbed undisturbed;
  const Lock lock(currentPage());
  return own_arena->claimRing();
}

}  // namespace uvscope::capture::attachment
