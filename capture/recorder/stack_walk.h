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

#include "capture/recorder/frame.h"
#include "capture/recorder/frame_rule.h"
#include "capture/recorder/known_stacks.h"
#include "capture/recorder/loaded_modules.h"
#include "capture/recorder/mapped_array.h"
#include "capture/recorder/readable_memory.h"

namespace uvscope::capture {

// Of one thread. Allocates at its first walk, makes few system calls, leaves errno as it is.
class StackWalker {
 public:
  // Fills `out` with return addresses, the innermost first, and says how many. `changed` becomes
  // true where modules have come or gone since the last walk.
  std::size_t walk(Frame from, std::span<std::uint64_t> out, bool& changed);

  // The number by which the stack that begins with `from` was remembered; 0: it is to be walked.
  // `changed` as above.
  std::uint32_t known(const Frame& from, bool& changed);

  // From now on the stack that was walked last is known by this number.
  void remember(std::uint32_t number) { known_.remember(number); }

  void forgetNumbers() { known_.clear(); }

 private:
  void update(bool& changed);
  // Null: `address` is no return address in a module.
  const FrameRule* ruleOf(std::uint64_t address);
  [[nodiscard]] bool isReturnAddress(std::uint64_t address) const;
  bool leave(Frame& frame, const FrameRule& rule);

  LoadedModules modules_;
  ReadableMemory memory_;
  MappedArray<FrameRule> rules_;  // in groups by a hash of the return address
  KnownStacks known_;
  std::uint32_t replaced_ = 0;  // rules that were put into a full group
};

}  // namespace uvscope::capture
