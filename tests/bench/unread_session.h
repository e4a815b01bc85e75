// A recording that nobody reads, for a benchmark that contains the instrumentation.
#pragma once

namespace uvscope::bench {

// Attaches this process to a session of its own that nobody reads. False: no room in /dev/shm.
bool attachToNobody();

// Frees all that this thread has written, as a host that keeps up would. Nothing where nothing is
// recorded.
void drain();

}  // namespace uvscope::bench
