#pragma once

#include <cstdio>
#include <string>

#include "core/result.h"

namespace uvscope::app {

// Prints what a session is: program, times, counts, processes, contexts, types. Returns status 0.
core::Result<int> runInfo(const std::string& path, std::FILE* out);

}  // namespace uvscope::app
