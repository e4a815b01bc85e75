// How to get from a frame to that of its caller, as the call frame information of the code
// (.eh_frame) says. Only what compilers emit for ordinary functions on x86-64 is understood; of
// anything else (signal frames, realigned stacks, hand-made code) the answer is that it is not
// known.
#pragma once

#include <cstdint>

namespace uvscope::capture {

struct FrameRule {
  enum class Base : std::uint8_t {
    None,   // this is the outermost frame, or it is not known what comes before it
    Stack,  // the stack pointer in the frame
    Frame,  // the frame pointer in it
  };
  static constexpr std::int32_t kSameFrame = 0;  // the frame pointer is the caller's still

  std::uint64_t return_address = 0;  // of which frame
  // The caller's stack pointer is that far above the base; the return address lies just below it.
  std::int32_t caller_stack = 0;
  // Where the caller's frame pointer was saved, from the caller's stack pointer on.
  std::int32_t saved_frame = kSameFrame;
  Base base = Base::None;
};

// For a frame that is left at `return_address`, which lies in a loaded module. Makes no system call
// and allocates nothing; may take the lock of libgcc's frame registry.
FrameRule frameRuleOf(std::uint64_t return_address);

}  // namespace uvscope::capture
