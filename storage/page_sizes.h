// How much a search reads at a time. The next match is often near: it begins small and reads on in
// larger and larger parts.
#pragma once

#include <algorithm>
#include <cstdint>

namespace uvscope::storage {

struct PageSizes {
  std::uint64_t first = 0, largest = 0;

  [[nodiscard]] constexpr std::uint64_t after(std::uint64_t size) const {
    return std::min(size * 2, largest);
  }
};

}  // namespace uvscope::storage
