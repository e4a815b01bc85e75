#include "app/commands/record.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands/record_summary.h"
#include "app/commands/session_name.h"
#include "capture/host/event_limit.h"
#include "capture/host/host.h"
#include "capture/host/library_path.h"
#include "capture/host/preflight.h"
#include "capture/workloads/workload.h"
#include "core/wall_clock.h"
#include "storage/session_writer.h"

namespace uvscope::app {
namespace {

// One's own output goes nowhere else: the target's standard output is its own.
void say(const std::string& lines) {
  std::fputs(lines.c_str(), stderr);
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
  // Two that begin in one second do not get into each other's way.
  return unusedSessionPath("./" + defaultSessionName(options.command[0], now_ms / 1000));
}

// SQLite's words for a file that others hold name neither the file nor a way out.
core::Error cannotBegin(core::Error error, const std::string& path) {
  const std::string_view words = error.message;
  if (words.ends_with("locking protocol") || words.ends_with("is locked")) {
    error.message +=
        "; another program has it open: close the viewer that shows it, or give -o another name";
  }
  if (error.message.find(path) == std::string::npos) error.message += ": " + path;
  return error;
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

void warnOfUnknownTypes(const capture::TypeChoice& types) {
  for (const std::string& glob : types.unknown()) {
    say("uvscope: warning: no provider has the name " + glob +
        "; it can only be a type that the program names itself\n");
  }
}

// One recording, from the start of the program to the last word about it.
class Recording {
 public:
  Recording(const RecordOptions& options, std::string path, storage::SessionWriter& writer)
      : options_(options),
        path_(std::move(path)),
        writer_(writer),
        limit_(writer),
        filter_(limit_, options.types),
        progress_(options.quiet ? Progress::Never : options.progress) {
    if (options.limits.events) limit_.keepFirst(*options.limits.events);
    if (options.limits.duration_ns) limit_.keepUntil(*options.limits.duration_ns);
  }

  // Fails as recordProgram does.
  core::Result<int> run(const capture::HostOptions& host);

 private:
  capture::HostCallbacks callbacks();
  core::Result<void> commit();
  void sayFailure(const core::Error& error);
  bool isEnough();
  void finish(std::uint64_t duration_ns);
  void summarize(const capture::HostOutcome& outcome, bool runs_on);
  [[nodiscard]] RecordedSoFar soFar() const;

  // The last drain takes its time.
  [[nodiscard]] std::uint64_t cut(std::uint64_t duration_ns) const {
    return std::min(duration_ns, options_.limits.duration_ns.value_or(duration_ns));
  }

  [[nodiscard]] std::string reached() const { return reachedLimit(options_.limits, soFar()); }

  [[nodiscard]] core::EventSink& sink() {
    return options_.types.empty() ? static_cast<core::EventSink&>(limit_) : filter_;
  }

  const RecordOptions& options_;
  const std::string path_;
  storage::SessionWriter& writer_;
  capture::EventLimit limit_;
  capture::TypeFilter filter_;
  ProgressLine progress_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

core::Result<int> Recording::run(const capture::HostOptions& host) {
  auto outcome = capture::recordProgram(host, sink(), callbacks());
  if (!outcome) return outcome.error();
  if (outcome->ended_early) return outcome->shellStatus();
  if (!outcome->recording_failed) {
    writer_.setProgramExit(outcome->exit.exit_status, outcome->exit.term_signal);
    finish(outcome->duration_ns);
  }
  summarize(*outcome, false);
  return outcome->shellStatus();
}

capture::HostCallbacks Recording::callbacks() {
  capture::HostCallbacks callbacks;
  callbacks.commit = [this] { return commit(); };
  callbacks.on_failure = [this](const core::Error& error) { sayFailure(error); };
  callbacks.on_started = [this] {
    start_ = std::chrono::steady_clock::now();
    if (options_.on_started) options_.on_started(path_);
  };
  callbacks.on_exit = [this] { progress_.end(); };
  callbacks.is_enough = [this] { return isEnough(); };
  callbacks.on_enough = [this](const capture::HostOutcome& outcome) {
    progress_.end();
    finish(cut(outcome.duration_ns));
    summarize(outcome, true);
  };
  return callbacks;
}

core::Result<void> Recording::commit() {
  auto committed = writer_.commit();
  if (committed && progress_.isDue()) {
    progress_.draw({writer_.events(), writer_.alive(), writer_.dropped(), sessionBytes(path_)});
  }
  return committed;
}

void Recording::sayFailure(const core::Error& error) {
  progress_.erase();
  say("uvscope: recording has stopped, the program runs on: " + error.message + "\n");
}

bool Recording::isEnough() {
  if (reached().empty()) return false;
  if (!options_.drop_when_full) limit_.ignoreLosses();
  return true;
}

void Recording::finish(std::uint64_t duration_ns) {
  auto finished = writer_.finish(duration_ns);
  if (!finished) say("uvscope: the session is incomplete: " + finished.error().message + "\n");
}

RecordedSoFar Recording::soFar() const {
  const auto duration = std::chrono::steady_clock::now() - start_;
  return {static_cast<std::uint64_t>(std::chrono::nanoseconds(duration).count()), writer_.events(),
          options_.limits.bytes ? sessionBytes(path_) : 0};
}

void Recording::summarize(const capture::HostOutcome& outcome, bool runs_on) {
  if (options_.quiet) return;
  RecordSummary summary;
  summary.path = path_;
  summary.events = writer_.events();
  summary.resources = writer_.resources();
  summary.alive = writer_.alive();
  summary.dropped = writer_.dropped();
  summary.rejected = outcome.totals.counts.rejected;
  summary.stacks_lost = outcome.totals.counts.stacks_lost;
  summary.loaded = outcome.totals.loaded;
  summary.processes = outcome.totals.processes;
  summary.threads = outcome.totals.contexts;
  summary.left_behind = runs_on ? 0 : outcome.left_behind;
  summary.broken = outcome.totals.broken_arenas;
  summary.unread = outcome.totals.unread_arenas;
  summary.duration_ns = runs_on ? cut(outcome.duration_ns) : outcome.duration_ns;
  summary.runs_on = runs_on;
  // At the end of the program only a limit that has cut something off is worth a word.
  if (runs_on || limit_.reached()) summary.limit = reached();
  summary.only_first = !options_.follow;
  say(describe(summary));
}

}  // namespace

core::Result<int> runRecord(const RecordOptions& options) {
  auto command = targetCommand(options);
  if (!command) return command.error();
  warnOfUnknownTypes(options.types);
  auto library = capture::findLibrary();
  if (!library) return library.error();
  const std::int64_t now_ms = core::unixMs();
  const std::string path = outputPath(options, now_ms);
  auto writer = storage::SessionWriter::create(path, writerOptions(options, now_ms));
  if (!writer) return cannotBegin(writer.error(), path);

  capture::HostOptions host{std::move(*command), std::move(*library)};
  if (options.drop_when_full) host.on_full = capture::OnFull::Drop;
  host.stacks = options.stacks;
  host.ring_bytes = options.ring_bytes;
  host.follow = options.follow;
  auto status = Recording(options, path, **writer).run(host);
  if (!status) {
    writer->reset();
    removeSession(path);
  }
  return status;
}

}  // namespace uvscope::app
