// uvscope merge: several sessions as one, by the wall clock.
#pragma once

#include <string>
#include <vector>

#include "app/commands/session_copy.h"

namespace uvscope::app {

struct MergeOptions {
  std::vector<std::string> paths;
  CopyTarget target;
};

// Returns status 0.
core::Result<int> runMerge(const MergeOptions& options);

}  // namespace uvscope::app
