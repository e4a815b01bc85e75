#include "app/commands/workloads.h"

#include <cstdio>

#include <fmt/format.h>

#include "capture/workloads/workload.h"

#if defined(__SANITIZE_ADDRESS__)
// NOLINTBEGIN(bugprone-reserved-identifier): the sanitizer's names
// In a build with AddressSanitizer the recorder, which has none, is preloaded before its runtime.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
  return "verify_asan_link_order=0";
}

// What the workloads leave open on purpose, and nothing else, may leak.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
  return "leak:uvscope::capture::runWorkload\nleak:libuv.so";
}

// NOLINTEND(bugprone-reserved-identifier)
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
