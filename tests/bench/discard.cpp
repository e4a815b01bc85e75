// capture_discard [--no-stacks] COMMAND…: records a program as `uvscope record` does, and keeps
// nothing. What the program loses beside its plain run is what recording costs the program itself;
// what this process does is the way from the rings to a core::EventSink. At the end: the events, on
// standard error.
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "capture/host/host.h"
#include "capture/host/library_path.h"

namespace uvscope::bench {
namespace {

class NullSink final : public core::EventSink {
 public:
  void onProcess(const core::ProcessInfo& /*process*/) override {}

  void onContext(const core::ContextInfo& /*context*/) override {}

  void onType(core::TypeId /*type*/, std::string_view /*name*/) override {}

  void onEvents(std::span<const core::Event> /*events*/) override {}

  void onDetail(core::ResourceKey /*resource*/, std::string_view /*detail*/) override {}

  void onDropped(core::ContextId /*context*/, std::uint64_t /*count*/) override {}

  void onProcessExit(const core::ProcessExit& /*exit*/) override {}
};

int fail(const core::Error& error) {
  std::fprintf(stderr, "capture_discard: %s\n", error.message.c_str());
  return 2;
}

int record(int argc, char** argv) {
  capture::HostOptions options;
  if (argc > 1 && std::string_view(argv[1]) == "--no-stacks") {
    options.stacks = capture::StackMode::None;
    ++argv, --argc;
  }
  if (argc < 2) return fail({core::ErrorCode::System, "no program"});
  options.command.executable = argv[1];
  options.command.arguments.assign(argv + 1, argv + argc);
  const auto library = capture::findLibrary();
  if (!library) return fail(library.error());
  options.library = *library;
  NullSink sink;
  const auto outcome = capture::recordProgram(options, sink, {});
  if (!outcome) return fail(outcome.error());
  const capture::DecodeCounts& counts = outcome->totals.counts;
  std::fprintf(stderr, "events %llu dropped %llu\n", static_cast<unsigned long long>(counts.events),
               static_cast<unsigned long long>(counts.dropped));
  return outcome->shellStatus();
}

}  // namespace
}  // namespace uvscope::bench

int main(int argc, char** argv) {
  try {
    return uvscope::bench::record(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "capture_discard: %s\n", error.what());
    return 2;
  }
}
