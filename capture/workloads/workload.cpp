#include "capture/workloads/workload.h"

#include <algorithm>
#include <array>

#include "capture/workloads/echo_server.h"
#include "capture/workloads/leaky.h"
#include "capture/workloads/listen_timeout.h"
#include "capture/workloads/workload_options.h"

namespace uvscope::capture {
namespace {

using Arguments = std::vector<std::string>;

constexpr std::array<WorkloadInfo, 3> kWorkloads{{
    {"echo-server", "[--seconds N] [--clients N] [--messages N]",
     "a TCP server and its clients, with work, files and UDP; leaves some resources open"},
    {"leaky", "[--seconds N]",
     "a resource of each sort that is never destroyed, and a growing leak"},
    {"listen-timeout", "",
     "the asynchronous context example of the async_hooks documentation, in libuv"},
}};

// Each both checks and runs, so that what was checked is what is run.
core::Result<int> echoServer(const Arguments& arguments, bool run) {
  EchoServerOptions options;
  const std::array<NumberOption, 3> numbers{{{"--seconds", &options.seconds, 1, 3600},
                                             {"--clients", &options.clients, 1, 10'000},
                                             {"--messages", &options.messages, 1, 1'000'000}}};
  if (auto parsed = parseOptions("echo-server", arguments, numbers); !parsed) return parsed.error();
  return run ? runEchoServer(options) : 0;
}

core::Result<int> leaky(const Arguments& arguments, bool run) {
  std::uint64_t seconds = 1;
  const std::array<NumberOption, 1> numbers{{{"--seconds", &seconds, 1, 3600}}};
  if (auto parsed = parseOptions("leaky", arguments, numbers); !parsed) return parsed.error();
  return run ? runLeaky(seconds) : 0;
}

core::Result<int> listenTimeout(const Arguments& arguments, bool run) {
  if (!arguments.empty()) {
    return core::Error{core::ErrorCode::Usage,
                       "workload listen-timeout takes no arguments: " + arguments[0]};
  }
  return run ? runListenTimeout() : 0;
}

core::Error unknown(std::string_view name) {
  std::string names;
  for (const WorkloadInfo& workload : kWorkloads) {
    names += (names.empty() ? "" : ", ") + std::string(workload.name);
  }
  return {core::ErrorCode::Usage,
          "no such workload, there are " + names + ": " + std::string(name)};
}

core::Result<int> dispatch(std::string_view name, const Arguments& arguments, bool run) {
  if (name == "echo-server") return echoServer(arguments, run);
  if (name == "leaky") return leaky(arguments, run);
  if (name == "listen-timeout") return listenTimeout(arguments, run);
  return unknown(name);
}

}  // namespace

std::span<const WorkloadInfo> workloads() {
  return kWorkloads;
}

core::Result<void> checkWorkload(std::string_view name, const Arguments& arguments) {
  auto checked = dispatch(name, arguments, false);
  if (!checked) return checked.error();
  return {};
}

core::Result<int> runWorkload(std::string_view name, const Arguments& arguments) {
  return dispatch(name, arguments, true);
}

}  // namespace uvscope::capture
