// Records a program: starts it with the library loaded, takes in what it and its descendants record
// until it has ended, and tells how it ended. A libuv program on the calling thread; everything
// that the sink gets, it gets from there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "capture/host/collector.h"
#include "capture/host/target.h"
#include "core/event_sink.h"
#include "core/result.h"

namespace uvscope::capture {

struct HostOptions {
  TargetCommand command;
  std::string library;                           // of libuvscope-preload.so, see findLibrary()
  OnFull on_full = OnFull::Wait;                 // what a target does that is faster than the host
  StackMode stacks = StackMode::Handles;         // which resources bear their creation stack
  std::uint64_t ring_bytes = kDefaultRingBytes;  // as ArenaLayout takes it
  bool follow = true;                            // also what the program starts or forks
  std::uint64_t drain_every_ms = 10;             // while little happens
  std::uint64_t commit_every_ms = 50;
  // Processes that outlive the target by this time are left to themselves; so are at once those
  // that no arena shows (statically linked, in another pid namespace, started after the first
  // moment).
  std::uint64_t wait_for_rest_ms = 250;
};

struct HostOutcome {
  TargetExit exit;
  CollectorTotals totals;
  std::uint32_t left_behind = 0;  // processes with the library that ran on when the recording ended
  std::uint64_t duration_ns = 0;
  bool recording_failed = false;
  bool ended_early = false;  // on_enough was called: this tells of the time until then

  // What a shell would say: the status, or 128 + the signal.
  [[nodiscard]] int shellStatus() const {
    return exit.term_signal > 0 ? 128 + exit.term_signal : exit.exit_status;
  }
};

struct HostCallbacks {
  // Makes what the sink was given durable. After its first failure nothing more is recorded: the
  // target runs on, and the error is in HostOutcome.
  std::function<core::Result<void>()> commit;
  // The target runs.
  std::function<void()> on_started;
  // The target has ended; some of what was recorded is still to come.
  std::function<void()> on_exit;
  // The recording has stopped early by an error of commit; the target still runs.
  std::function<void(const core::Error&)> on_failure;
  // Asked after every drain: is what was recorded enough? Then nothing more is.
  std::function<bool()> is_enough;
  // So it was, and all that was recorded is with the sink and committed; the target still runs. Of
  // the outcome all but the exit is known.
  std::function<void(const HostOutcome&)> on_enough;
};

// Returns when the target has ended and what it recorded is with the sink and committed. Fails only
// when the target could not be started.
core::Result<HostOutcome> recordProgram(const HostOptions& options, core::EventSink& sink,
                                        const HostCallbacks& callbacks);

}  // namespace uvscope::capture
