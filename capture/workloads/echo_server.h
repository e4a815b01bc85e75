// Workload echo-server: an echo server, its clients and a metrics channel in one loop.
//
// What there is to see in it: connections made by the server's callback; thread-pool work and file
// requests as their children; writes that a timer makes on connections (their trigger is the
// connection, their execution parent the timer); UDP; and, left open on purpose, every fourth
// client with its connection, a timer without a reference, and timers that were stopped but never
// closed.
#pragma once

#include <cstdint>

#include "core/result.h"

namespace uvscope::capture {

struct EchoServerOptions {
  std::uint64_t seconds = 3;
  std::uint64_t clients = 12;
  std::uint64_t messages = 8;  // of each client
};

// Runs for `seconds`; 0.
core::Result<int> runEchoServer(const EchoServerOptions& options);

}  // namespace uvscope::capture
