// uvscope repair: what can be read of a damaged or unfinished session, as a whole one.
#pragma once

#include <string>

#include "app/commands/session_copy.h"

namespace uvscope::app {

struct RepairOptions {
  std::string path;
  CopyTarget target;
};

// Returns status 0 when anything was saved; fails when nothing was.
core::Result<int> runRepair(const RepairOptions& options);

}  // namespace uvscope::app
