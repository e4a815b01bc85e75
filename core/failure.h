// The ways in which a program ends because of an error, as Node ends it.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "core/async_id.h"

namespace uvscope::core {

class Environment;

inline constexpr int kUncaughtStatus = 1;       // an uncaught exception, a hook that threw
inline constexpr int kHandlerFailedStatus = 7;  // the handler of uncaught exceptions threw

// "Error: message"; of what is no std::exception the value, or else the type: "Error: 42".
std::string describe(const std::exception_ptr& error);

// Prints `heading`, the stack of the caller and `remark` on standard error, calls the exit handlers
// and ends the process; aborts instead where the environment is set so.
[[noreturn]] void failProcess(Environment& environment, std::string_view heading,
                              std::string_view remark, int status);

// A hook callback threw (rule 73).
[[noreturn]] void failInHook(Environment& environment, const std::exception_ptr& error);

// `expected` was left while `actual` was the innermost scope (rule 64). No exit handlers.
[[noreturn]] void failCorruptStack(AsyncId actual, AsyncId expected);

}  // namespace uvscope::core
