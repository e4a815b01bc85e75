// Takes creation stacks for one ring: tells the host each different stack once, and the modules
// that its addresses lie in before it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "capture/recorder/ring_format.h"
#include "capture/recorder/ring_writer.h"
#include "capture/recorder/stack_numbers.h"
#include "capture/recorder/stack_walk.h"

namespace uvscope::capture {

// Belongs to the thread of the ring. Allocates with mmap, at the first stack and then ever more
// seldom; leaves errno as it is.
class StackCapture {
 public:
  // A new ring, whose reader knows nothing.
  void restart();

  // The number of the stack of whoever calls, in the ring that `writer` writes; tells it there
  // before if it is new. kNoStack, kStackLost: see ring_format.h.
  std::uint32_t here(RingWriter& writer);

 private:
  [[gnu::noinline]] std::uint32_t walk(RingWriter& writer, const Frame& from);
  [[gnu::noinline]] std::uint32_t addNew(RingWriter& writer, std::uint64_t hash,
                                         std::span<const std::uint64_t> addresses);
  bool tellModules(RingWriter& writer);

  StackWalker walker_;
  StackNumbers numbers_;
  bool modules_told_ = false;
};

}  // namespace uvscope::capture
