#include "app/commands/record.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands/record_summary.h"
#include "app/commands/session_name.h"
#include "capture/host/host.h"
#include "capture/host/library_path.h"
#include "capture/host/preflight.h"
#include "capture/workloads/workload.h"
#include "storage/session_writer.h"

namespace uvscope::app {
namespace {

// One's own output goes nowhere else: the target's standard output is its own.
void say(const std::string& lines) {
  std::fputs(lines.c_str(), stderr);
}

std::int64_t unixMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// A workload runs in this very executable, as a program of its own.
core::Result<capture::TargetCommand> workloadCommand(const std::vector<std::string>& words) {
  const std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (auto checked = capture::checkWorkload(words[0], arguments); !checked) return checked.error();
  // Not by the name /proc/self/exe, which would be the name of its thread.
  std::error_code unknown;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
  capture::TargetCommand command{unknown ? "/proc/self/exe" : self, {"uvscope", "run-workload"}};
  command.arguments.insert(command.arguments.end(), words.begin(), words.end());
  return command;
}

core::Result<capture::TargetCommand> programCommand(const std::vector<std::string>& words) {
  auto preflight = capture::inspectProgram(words[0]);
  if (!preflight) return preflight.error();
  if (!preflight->warning.empty()) say("uvscope: warning: " + preflight->warning + "\n");
  return capture::TargetCommand{preflight->executable, words};
}

core::Result<capture::TargetCommand> targetCommand(const RecordOptions& options) {
  if (options.command.empty()) {
    return core::Error{core::ErrorCode::Usage,
                       "nothing to record, as in: uvscope record -- PROGRAM"};
  }
  return options.workload ? workloadCommand(options.command) : programCommand(options.command);
}

std::string outputPath(const RecordOptions& options, std::int64_t now_ms) {
  if (!options.output.empty()) return options.output;
  return "./" + defaultSessionName(options.command[0], now_ms / 1000);
}

storage::SessionWriterOptions writerOptions(const RecordOptions& options, std::int64_t now_ms) {
  storage::SessionWriterOptions writer;
  writer.program = (options.workload ? "workload " : "") + shellWords(options.command);
  writer.clock = capture::bestClockName();
  writer.recorder_version = UVSCOPE_VERSION;
  writer.recorded_unix_ms = now_ms;
  writer.force = options.force;
  return writer;
}

void removeSession(const std::string& path) {
  for (const char* const suffix : {"", "-wal", "-shm"})
    unlink((path + suffix).c_str());
}

void sayFailure(const core::Error& error) {
  say("uvscope: recording has stopped, the program runs on: " + error.message + "\n");
}

RecordSummary summarize(const capture::HostOutcome& outcome, const storage::SessionWriter& writer,
                        const std::string& path) {
  RecordSummary summary;
  summary.path = path;
  summary.events = writer.events();
  summary.resources = writer.resources();
  summary.alive = writer.alive();
  summary.dropped = writer.dropped();
  summary.rejected = outcome.totals.counts.rejected;
  summary.stacks_lost = outcome.totals.counts.stacks_lost;
  summary.loaded = outcome.totals.loaded;
  summary.processes = outcome.totals.processes;
  summary.threads = outcome.totals.contexts;
  summary.left_behind = outcome.left_behind;
  summary.broken = outcome.totals.broken_arenas;
  summary.unread = outcome.totals.unread_arenas;
  summary.duration_ns = outcome.duration_ns;
  return summary;
}

}  // namespace

core::Result<int> runRecord(const RecordOptions& options) {
  auto command = targetCommand(options);
  if (!command) return command.error();
  auto library = capture::findLibrary();
  if (!library) return library.error();
  const std::int64_t now_ms = unixMs();
  const std::string path = outputPath(options, now_ms);
  auto writer = storage::SessionWriter::create(path, writerOptions(options, now_ms));
  if (!writer) return writer.error();

  capture::HostCallbacks callbacks;
  callbacks.commit = [&writer] { return (*writer)->commit(); };
  callbacks.on_failure = sayFailure;
  callbacks.on_started = [&] {
    if (options.on_started) options.on_started(path);
  };
  capture::HostOptions host{std::move(*command), std::move(*library)};
  if (options.drop_when_full) host.on_full = capture::OnFull::Drop;
  host.stacks = options.stacks;
  auto outcome = capture::recordProgram(host, **writer, callbacks);
  if (!outcome) {
    writer->reset();
    removeSession(path);
    return outcome.error();
  }
  if (!outcome->recording_failed) {
    (*writer)->setProgramExit(outcome->exit.exit_status, outcome->exit.term_signal);
    auto finished = (*writer)->finish(outcome->duration_ns);
    if (!finished) say("uvscope: the session is incomplete: " + finished.error().message + "\n");
  }
  if (!options.quiet) say(describe(summarize(*outcome, **writer, path)));
  return outcome->shellStatus();
}

}  // namespace uvscope::app
