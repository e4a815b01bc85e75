// Passes on to the target the signals that someone sends to the host in its stead.
//
// Not passed on: what the kernel sends (keys on the terminal, its hang-up), because it reaches the
// whole foreground group and so the target too; what the target itself has sent; and signals that
// we were started to ignore, because the target ignores them as well. Senders of a signal to the
// whole group cannot be told from senders to us alone: the target then receives it twice, which is
// better than never.
//
// One at a time in a process, as signal handlers have no other way to find it.
#pragma once

#include <sys/types.h>
#include <uv.h>

#include "core/result.h"

namespace uvscope::capture {

class SignalForwarder {
 public:
  // Holds the signals from now on: those that come before setTarget() are passed on then.
  static core::Result<void> start(uv_loop_t& loop, SignalForwarder& forwarder);

  SignalForwarder() = default;
  ~SignalForwarder();
  SignalForwarder(const SignalForwarder&) = delete;
  SignalForwarder& operator=(const SignalForwarder&) = delete;

  void setTarget(pid_t target);
  // The target is gone: signals are swallowed, so that the recording can be finished.
  void clearTarget();

  // Gives the signals back and closes the handle; the loop must run once more.
  void stop();

 private:
  void forwardPending();

  uv_async_t wake_{};
  bool started_ = false;
};

}  // namespace uvscope::capture
