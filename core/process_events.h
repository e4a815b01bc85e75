// What a program may ask to be told of its own failures and of its end: Node's process.on(…).
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "core/async_id.h"

namespace uvscope::core {

using UncaughtExceptionHandler = std::function<void(std::exception_ptr error)>;
using UnhandledRejectionHandler = std::function<void(std::exception_ptr reason, AsyncId promise)>;

struct ProcessEvents {
  // An exception that a callback let escape. The failing callback still executes (rule 74).
  UncaughtExceptionHandler uncaught_exception;
  // A promise that was rejected and that nobody handles; executing: that promise (rule 57).
  UnhandledRejectionHandler unhandled_rejection;
  std::vector<std::function<void()>> before_exit;
  std::vector<std::function<void(int status)>> exit;
  // An uncaught exception aborts, for a core dump, in place of exiting with status 1 (rule 73).
  bool abort_on_uncaught = false;
};

}  // namespace uvscope::core
