// Finds the file that would run when a command is started, as execvp does.
#pragma once

#include <string>

#include "core/result.h"

namespace uvscope::capture {

// The path of the executable file that `program` names: itself when it holds a slash, else the
// first in PATH. Fails when there is none, or it is a directory or not executable.
core::Result<std::string> findProgram(const std::string& program);

}  // namespace uvscope::capture
