// The built-in workloads: plain libuv programs, of which uvscope can show everything it can do.
// Recorded like any other program: in a process of their own.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace uvscope::capture {

struct WorkloadInfo {
  std::string_view name;
  std::string_view usage;    // "[--seconds N]"
  std::string_view summary;  // one line
};

std::span<const WorkloadInfo> workloads();

// Whether there is such a workload and it takes these arguments.
core::Result<void> checkWorkload(std::string_view name, const std::vector<std::string>& arguments);

// Runs it to its end in this process; the exit status of the program that it is.
core::Result<int> runWorkload(std::string_view name, const std::vector<std::string>& arguments);

}  // namespace uvscope::capture
