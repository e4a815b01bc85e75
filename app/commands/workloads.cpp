#include "app/commands/workloads.h"

#include <cstdio>

#include <fmt/format.h>

#include "capture/workloads/workload.h"

#if defined(__SANITIZE_ADDRESS__)
// In a build with AddressSanitizer the recorder, which has none, is preloaded before its runtime.
extern "C" const char* __asan_default_options();  // NOLINT(bugprone-reserved-identifier)

extern "C" __attribute__((visibility("default"))) const char*
__asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "verify_asan_link_order=0";
}
#endif

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
