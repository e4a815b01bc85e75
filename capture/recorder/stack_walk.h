// The return addresses on the stack of the calling thread.
//
// How a frame is left is looked up once for each return address and remembered, so that a known
// stack costs a few nanoseconds a frame. Nothing is believed of the stack itself: every word is
// known to be readable before it is read, the way leads upwards only, and a return address in a
// module counts only if a call stands before it. Where that ends, or the way on is not known, the
// stack ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "capture/recorder/frame_rule.h"
#include "capture/recorder/loaded_modules.h"
#include "capture/recorder/mapped_array.h"
#include "capture/recorder/readable_memory.h"

namespace uvscope::capture {

// Where to begin: what a function will return to, and the registers as they will be then.
struct Frame {
  std::uint64_t return_address = 0;
  std::uint64_t stack = 0;
  std::uint64_t frame = 0;
};

// Of one thread. Allocates at its first walk, makes few system calls, leaves errno as it is.
class StackWalker {
 public:
  // Fills `out` with return addresses, the innermost first, and says how many. `changed` becomes
  // true where modules have come or gone since the last walk.
  std::size_t walk(Frame from, std::span<std::uint64_t> out, bool& changed);

 private:
  // Null: `address` is no return address in a module.
  const FrameRule* ruleOf(std::uint64_t address);
  [[nodiscard]] bool isReturnAddress(std::uint64_t address) const;
  bool leave(Frame& frame, const FrameRule& rule);

  LoadedModules modules_;
  ReadableMemory memory_;
  MappedArray<FrameRule> rules_;  // in groups by a hash of the return address
  std::uint32_t replaced_ = 0;    // rules that were put into a full group
};

}  // namespace uvscope::capture
