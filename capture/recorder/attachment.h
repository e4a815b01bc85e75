// Whether and where this process records. One a process: a preloaded library has no main that could
// hand it around. Everything here may be called at any time, also before this library's own
// constructors and after its destructors, and by several threads at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "capture/recorder/arena.h"
#include "capture/recorder/own_ring.h"
#include "capture/recorder/stack_mode.h"

namespace uvscope::capture {

// What must not outlive a fork, in a page that the kernel clears in the child (MADV_WIPEONFORK), so
// that the child notices however it was forked.
struct ForkPage {
  enum class Phase : std::uint32_t { Unknown = 0, Off = 1, On = 2 };
  std::atomic<Phase> phase;
  // While On: how often this process and its forefathers attached, from 1. Else 0.
  std::atomic<std::uint32_t> generation;
  std::atomic<std::uint32_t> locked;
};

namespace attachment {

extern std::atomic<ForkPage*> page;  // never null

// 0: not recording, or not known yet (then attach() may help).
inline std::uint32_t generation() {
  return page.load(std::memory_order_relaxed)->generation.load(std::memory_order_relaxed);
}

// True when attach() found that there is nothing to record to.
inline bool isOff() {
  return page.load(std::memory_order_relaxed)->phase.load(std::memory_order_relaxed) ==
         ForkPage::Phase::Off;
}

// Attaches to the session that the environment names, unless that was tried before. True if the
// process records now.
bool attach();

// No thread of this process, or of those it forks, records anything from now on.
void stop();

// The arena of this process; only while it records.
const Arena& arena();

// Arena::claimRing, one thread at a time. Where all rings are taken, but some by threads that have
// ended, it waits for the host to read those, as it would for room in a ring.
std::optional<std::uint32_t> claimRing();

// The same, to be written to by the calling thread.
std::optional<OwnRing> takeRing();

// An event of a thread that found no ring is lost.
void countLost();

// Changed by attach() alone, before it returns for the first time.
namespace detail {
extern std::uint32_t attached_times;
extern std::uint64_t process_secret;
extern std::uint64_t seal;
extern StackMode stack_mode;
}  // namespace detail

// generation(), or what it was before stop().
inline std::uint32_t lastGeneration() {
  return detail::attached_times;
}

// A number that nobody else has: what bears it was written by this process, while
// lastGeneration() was `generation`. Processes that it forked know it too.
inline std::uint64_t sealOf(std::uint32_t generation) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;
  return detail::process_secret + generation * kOdd;
}

// That of the present generation.
inline std::uint64_t seal() {
  return detail::seal;
}

// As the environment said at the first attach(), forked children included.
inline StackMode stackMode() {
  return detail::stack_mode;
}

}  // namespace attachment
}  // namespace uvscope::capture
