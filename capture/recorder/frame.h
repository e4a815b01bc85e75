// A frame of a stack.
#pragma once

#include <cstdint>

namespace uvscope::capture {

// Where to begin: what a function will return to, and the registers as they will be then.
struct Frame {
  std::uint64_t return_address = 0;
  std::uint64_t stack = 0;
  std::uint64_t frame = 0;

  friend bool operator==(const Frame&, const Frame&) = default;
};

}  // namespace uvscope::capture
