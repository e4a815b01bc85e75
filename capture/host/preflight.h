// What can be told of a program before it starts.
#pragma once

#include <string>

#include "core/result.h"

namespace uvscope::capture {

struct Preflight {
  std::string executable;  // what will run
  std::string warning;     // empty, or one line: why its libuv calls may not be seen
};

// Fails when there is no such program to start; everything else is at most a warning, because what
// it starts may well be recorded.
core::Result<Preflight> inspectProgram(const std::string& program);

}  // namespace uvscope::capture
