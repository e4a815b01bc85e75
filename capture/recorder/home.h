// Where a resource lives.
#pragma once

#include <cstdint>

#include "capture/recorder/ring_format.h"
#include "core/async_id.h"

namespace uvscope::capture {

// Which ring of the process, and which of the threads that took it.
struct Home {
  std::uint32_t ring = 0;
  std::uint32_t generation = 0;  // the low kMovedGenerationBits
  friend bool operator==(const Home&, const Home&) = default;
};

inline constexpr std::uint32_t kHomeGenerationMask = (1U << kMovedGenerationBits) - 1;

// As one number of kHomeNumberBits.
constexpr std::uint32_t homeNumber(Home home) {
  return home.ring << kMovedGenerationBits | home.generation;
}

constexpr Home homeOf(std::uint32_t number) {
  return {number >> kMovedGenerationBits, number & kHomeGenerationMask};
}

inline constexpr unsigned kHomeNumberBits = 20;
static_assert(homeNumber({kMaxRings - 1, kHomeGenerationMask}) >> kHomeNumberBits == 0);

// As records name it.
constexpr std::uint64_t packHome(Home home) {
  return home.ring | std::uint64_t{home.generation} << 32U;
}

// Ids beyond what a record holds are those of no resource: triggers that a program made up.
constexpr std::uint64_t packParent(core::AsyncId parent) {
  return parent.value <= kIdMask ? parent.value : core::kNativeId.value;
}

}  // namespace uvscope::capture
