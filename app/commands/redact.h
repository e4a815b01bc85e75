// uvscope redact: a session that can be given to others.
#pragma once

#include <string>
#include <vector>

#include "app/commands/session_copy.h"

namespace uvscope::app {

struct RedactOptions {
  std::string path;
  std::vector<std::string> keep;  // "paths", "addresses", "arguments", "threads"
  CopyTarget target;
};

// Returns status 0.
core::Result<int> runRedact(const RedactOptions& options);

}  // namespace uvscope::app
