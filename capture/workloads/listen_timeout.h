// Workload listen-timeout: the "asynchronous context example" of the async_hooks documentation,
// with libuv's means. A server is made; code that runs "when it listens" is put off to the next
// turn of the loop, because binding is synchronous; from there a timer of 10 ms prints. As in the
// document, the server is no ancestor of the timer in the execution tree.
//
// Where Node's callback is a TickObject, here it is an IDLEWRAP; and libuv's API has no way to name
// the server as its trigger. What the server does trigger is shown by one client that connects.
#pragma once

#include "core/result.h"

namespace uvscope::capture {

// Ends by itself after some 10 ms, with everything closed; 0.
core::Result<int> runListenTimeout();

}  // namespace uvscope::capture
