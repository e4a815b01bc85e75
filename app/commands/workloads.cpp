#include "app/commands/workloads.h"

#include <cstdio>

#include <fmt/format.h>

#include "capture/workloads/workload.h"

namespace uvscope::app {

core::Result<int> runWorkloads() {
  for (const capture::WorkloadInfo& workload : capture::workloads()) {
    fmt::print("{:<16}{}  {}\n", workload.name, workload.summary, workload.usage);
  }
  return 0;
}

core::Result<int> runWorkload(const std::string& name, const std::vector<std::string>& arguments) {
  return capture::runWorkload(name, arguments);
}

}  // namespace uvscope::app
