// uvscope migrate: a session of an older layout as one of the present layout.
#pragma once

#include <string>

#include "core/result.h"

namespace uvscope::app {

struct MigrateOptions {
  std::string path;
  std::string output;
  bool force = false;  // replace an existing output
};

// Returns status 0. A summary goes to standard error.
core::Result<int> runMigrate(const MigrateOptions& options);

}  // namespace uvscope::app
