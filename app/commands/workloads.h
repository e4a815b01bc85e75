// uvscope workloads, and the hidden command that runs one.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace uvscope::app {

// A line each: name, arguments, what it shows. Status 0.
core::Result<int> runWorkloads();

// uvscope run-workload NAME ARG…: the target of `record --workload`.
core::Result<int> runWorkload(const std::string& name, const std::vector<std::string>& arguments);

}  // namespace uvscope::app
