// The loops of this process that have a runtime, and which of them a thread means by "its loop".
#pragma once

#include <uv.h>

#include "capture/instrument/loop_observer.h"
#include "capture/runtime/runtime_loop.h"

namespace uvscope::capture {

// The one LoopObserver. May be used by every thread.
LoopObserver& loops();

}  // namespace uvscope::capture
