#include "capture/recorder/attachment.h"

#include <array>
#include <bit>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <sched.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/recorder/patience.h"
#include "capture/recorder/undisturbed.h"

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

namespace uvscope::capture::attachment {

namespace detail {
constinit std::uint32_t attached_times = 0;
constinit std::uint64_t process_secret = 0;
constinit std::uint64_t seal = 0;
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
constinit ArenaLayout layout;
constinit pid_t only_child_of = 0;  // 0: every process records

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
  detail::seal = sealOf(0);
}

pid_t readParent() {
  const char* const value = std::getenv(kOnlyChildOfVariable);  // NOLINT(concurrency-mt-unsafe)
  return value != nullptr ? static_cast<pid_t>(std::strtol(value, nullptr, 10)) : 0;
}

// What is no possible size of a ring counts as none.
ArenaLayout readLayout() {
  const char* const value = std::getenv(kRingSizeVariable);  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr) return ArenaLayout();
  const std::uint64_t bytes = std::strtoull(value, nullptr, 10);
  const bool fits = bytes >= kLeastRingBytes && bytes <= kMostRingBytes;
  return fits && std::has_single_bit(bytes) ? ArenaLayout(bytes) : ArenaLayout();
}

bool readEnvironment() {
  // With rights that its user has not, it must not go by what that user says.
  if (getauxval(AT_SECURE) != 0) return false;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the first attach() comes before any thread
  const char* const value = std::getenv(kSessionDirVariable);
  if (value == nullptr || *value != '/' || std::strlen(value) >= directory.size()) return false;
  std::strcpy(directory.data(), value);  // NOLINT(clang-analyzer-security.insecureAPI.strcpy): fits
  layout = readLayout();
  only_child_of = readParent();
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
  own_arena.reset();
  const bool wanted = only_child_of == 0 || getppid() == only_child_of;
  if (wanted) own_arena = Arena::create(directory.data(), layout);
  if (own_arena) {
    detail::seal = sealOf(++attached_times);
    own_page.generation.store(attached_times, std::memory_order_release);
  }
  own_page.phase.store(own_arena ? Phase::On : Phase::Off, std::memory_order_release);
  return own_arena.has_value();
}

std::optional<std::uint32_t> tryToClaimRing() {
  const Lock lock(currentPage());
  return own_arena->claimRing();
}

bool dropsWhenFull(const ArenaHeader& header) {
  return header.on_full.load(std::memory_order_relaxed) == static_cast<std::uint32_t>(OnFull::Drop);
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
  const ArenaHeader& header = own_arena->header();
  Patience patience(header, own_arena->ring(0));
  while (true) {
    if (const auto ring = tryToClaimRing()) return ring;
    if (dropsWhenFull(header) || !own_arena->hasClosedRing() || patience.isOver()) {
      return std::nullopt;
    }
    patience.pause();
  }
}

std::optional<OwnRing> takeRing() {
  const auto claimed = claimRing();
  if (!claimed) return std::nullopt;
  RingHeader& ring = own_arena->ring(*claimed);
  const std::uint32_t generation = ring.generation.load(std::memory_order_relaxed);
  return OwnRing{RingWriter(own_arena->header(), ring, own_arena->records(*claimed),
                            own_arena->shape(*claimed)),
                 {*claimed, generation & kHomeGenerationMask}};
}

void countLost() {
  own_arena->header().unclaimed_dropped.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace uvscope::capture::attachment
