// The ring of a thread that makes no libuv call but uv_async_send, which may come from any thread
// and out of a signal handler. It is taken without anything that a handler may not do: no
// allocation, and no lock that the interrupted thread could hold.
#pragma once

#include <optional>

#include "capture/recorder/own_ring.h"

namespace uvscope::capture {

// To be called once, when the library is loaded.
void prepareSenderRings();

// Stores a Sent record about the handle `id` in the calling thread's ring, which it takes at the
// first time; what finds none is counted as lost. Only while the process records.
void recordSent(core::AsyncId id, Home home);

// The calling thread's, if it has one for the present recording: from now on its caller's.
std::optional<OwnRing> takeSenderRing();

}  // namespace uvscope::capture
