// Workload leaky: a resource of each sort that is never destroyed. What is to be found:
//   a timer that keeps the loop alive, never closed
//   a timer that was stopped, and one that was never started, never closed
//   a timer without a reference, never closed
//   a handle that is closing for ever, because the loop is not run again
//   a write that is never done, because its peer does not read
//   and a growing leak: a repeating timer that makes a timer each time and forgets it
#pragma once

#include <cstdint>

#include "core/result.h"

namespace uvscope::capture {

// Runs for `seconds`; 0.
core::Result<int> runLeaky(std::uint64_t seconds);

}  // namespace uvscope::capture
