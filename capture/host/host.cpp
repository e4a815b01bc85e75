#include "capture/host/host.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "capture/host/elf_inspect.h"
#include "capture/host/session_dir.h"
#include "capture/host/signal_forwarder.h"

namespace uvscope::capture {
namespace {

// What the target forked last may not have come to its arena yet when the target has exited.
constexpr std::uint64_t kLateArenaNs = 30'000'000;
// Nothing is recorded any more: the end of the target wakes us.
constexpr std::uint64_t kIdleMs = 1000;

class Host {
 public:
  Host(const HostOptions& options, core::EventSink& sink, const HostCallbacks& callbacks,
       SessionDir& directory)
      : options_(options),
        callbacks_(callbacks),
        directory_(directory),
        collector_(directory.path(), sink, options.on_full) {}

  core::Result<HostOutcome> run();

 private:
  core::Result<void> open();
  core::Result<void> startProgram();
  void shut();

  void onDrain();
  void onChild();
  void reap();
  void commitIfDue();
  void commit();
  void endIfEnough();
  void takeRest();

  [[nodiscard]] bool isOver() const { return failed_ || outcome_.ended_early; }

  [[nodiscard]] bool restIsOver();
  void schedule(std::uint64_t in_ms);
  [[nodiscard]] std::uint64_t pauseAfter(double fullness);

  static Host& of(void* handle) {
    return *static_cast<Host*>(static_cast<uv_handle_t*>(handle)->data);
  }

  const HostOptions& options_;
  const HostCallbacks& callbacks_;
  SessionDir& directory_;
  Collector collector_;
  uv_loop_t loop_{};
  uv_timer_t timer_{};
  uv_signal_t child_signal_{};
  SignalForwarder signals_;
  pid_t target_ = 0;
  std::optional<TargetExit> exit_;
  std::uint64_t next_commit_ms_ = 0;
  std::uint64_t pause_ms_ = 0;
  bool failed_ = false;
  HostOutcome outcome_;
};

core::Error uvError(const char* call, int rc) {
  return {core::ErrorCode::System, std::string(call) + ": " + uv_strerror(rc)};
}

core::Result<HostOutcome> Host::run() {
  if (auto opened = open(); !opened) return opened.error();
  auto started = startProgram();
  if (started) {
    schedule(0);
    uv_run(&loop_, UV_RUN_DEFAULT);
  }
  if (started) {
    if (!outcome_.ended_early) takeRest();
    outcome_.exit = *exit_;
  }
  shut();
  if (!started) return started.error();
  return outcome_;
}

void Host::takeRest() {
  outcome_.left_behind = collector_.living();
  if (!failed_) collector_.finish();
  commit();
  // What names the calls takes its time, which is not the program's.
  outcome_.duration_ns = collector_.clock().nowNs();
  if (!failed_) collector_.nameStacks();
  commit();
  outcome_.totals = collector_.totals();
  outcome_.recording_failed = failed_;
}

// Not after the exit of the target: then the end is near anyway.
void Host::endIfEnough() {
  if (exit_ || isOver() || !callbacks_.is_enough || !callbacks_.is_enough()) return;
  takeRest();
  directory_.remove();
  if (failed_) return;
  outcome_.ended_early = true;
  if (callbacks_.on_enough) callbacks_.on_enough(outcome_);
}

core::Result<void> Host::open() {
  if (const int rc = uv_loop_init(&loop_); rc < 0) return uvError("uv_loop_init", rc);
  uv_timer_init(&loop_, &timer_);
  timer_.data = this;
  if (const int rc = uv_signal_init(&loop_, &child_signal_); rc < 0) {
    return uvError("uv_signal_init", rc);
  }
  child_signal_.data = this;
  const int rc = uv_signal_start(
      &child_signal_, [](uv_signal_t* handle, int /*number*/) { of(handle).onChild(); }, SIGCHLD);
  if (rc < 0) return uvError("uv_signal_start", rc);
  return SignalForwarder::start(loop_, signals_);
}

core::Result<void> Host::startProgram() {
  auto library = preloadablePath(options_.library, directory_.path());
  if (!library) return library.error();
  auto environment = targetEnvironment(*library, directory_.path(), options_.stacks);
  const bool usual = options_.ring_bytes == kDefaultRingBytes;
  setVariable(environment, kRingSizeVariable, usual ? "" : std::to_string(options_.ring_bytes));
  setVariable(environment, kOnlyChildOfVariable, options_.follow ? "" : std::to_string(getpid()));
  if (inspectElf(options_.command.executable).needs_asan) allowLibraryBeforeAsan(environment);
  auto pid = startTarget(options_.command, environment);
  if (!pid) return pid.error();
  target_ = *pid;
  signals_.setTarget(target_);
  // Only now, because the target inherits what is ignored. Nobody may read what we print, and the
  // session may reach a limit of its size: neither is to end us.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  if (callbacks_.on_started) callbacks_.on_started();
  return {};
}

void Host::shut() {
  signals_.stop();
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&child_signal_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_loop_close(&loop_);
}

void Host::schedule(std::uint64_t in_ms) {
  uv_timer_start(
      &timer_, [](uv_timer_t* handle) { of(handle).onDrain(); }, in_ms, 0);
}

// A ring that was rather full may be full again within a millisecond; in a quiet time the pauses
// grow to their usual length.
std::uint64_t Host::pauseAfter(double fullness) {
  if (fullness >= 1.0 / 4) {
    pause_ms_ = 0;
  } else if (fullness >= 1.0 / 64) {
    pause_ms_ = 1;
  } else {
    pause_ms_ = std::min(options_.drain_every_ms, pause_ms_ * 2 + 1);
  }
  return pause_ms_;
}

void Host::onDrain() {
  reap();  // SIGCHLD may have come while the target was being started
  double fullness = 0;
  if (!isOver()) {
    fullness = collector_.drain();
    commitIfDue();
    endIfEnough();
  }
  if (exit_ && (isOver() || restIsOver())) {
    uv_stop(&loop_);
    return;
  }
  schedule(isOver() ? kIdleMs : pauseAfter(fullness));
}

void Host::onChild() {
  reap();
  if (exit_) schedule(0);
}

void Host::reap() {
  if (exit_ || target_ == 0) return;
  int status = 0;
  pid_t pid = 0;
  do {
    pid = waitpid(target_, &status, WNOHANG);
  } while (pid < 0 && errno == EINTR);
  if (pid != target_) return;
  signals_.clearTarget();
  TargetExit exit;
  exit.pid = target_;
  if (WIFEXITED(status)) exit.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) exit.term_signal = WTERMSIG(status);
  exit.end_ns = collector_.clock().nowNs();
  collector_.setTargetExit(exit);
  exit_ = exit;
  if (callbacks_.on_exit) callbacks_.on_exit();
}

bool Host::restIsOver() {
  const std::uint64_t since_exit_ns = collector_.clock().nowNs() - exit_->end_ns;
  if (collector_.living() == 0) return since_exit_ns >= kLateArenaNs;
  return since_exit_ns >= options_.wait_for_rest_ms * 1'000'000;
}

void Host::commitIfDue() {
  const std::uint64_t now_ms = collector_.clock().nowNs() / 1'000'000;
  if (now_ms < next_commit_ms_) return;
  next_commit_ms_ = now_ms + options_.commit_every_ms;
  commit();
}

void Host::commit() {
  if (failed_ || !callbacks_.commit) return;
  auto committed = callbacks_.commit();
  if (committed) return;
  failed_ = true;
  collector_.closeAll();
  directory_.remove();
  if (callbacks_.on_failure) callbacks_.on_failure(committed.error());
}

}  // namespace

core::Result<HostOutcome> recordProgram(const HostOptions& options, core::EventSink& sink,
                                        const HostCallbacks& callbacks) {
  auto directory = SessionDir::create();
  if (!directory) return directory.error();
  return Host(options, sink, callbacks, *directory).run();
}

}  // namespace uvscope::capture
