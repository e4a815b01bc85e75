// What a thread of a recorded program has: its environment and the recorder that listens to it.
#pragma once

#include <cstdint>

#include "capture/recorder/attachment.h"
#include "capture/recorder/recorder.h"
#include "core/environment.h"

struct uv_loop_s;

namespace uvscope::capture {

struct ThreadContext {
  std::uint32_t attachment = 0;       // attachment::generation() that `recorder` is attached to
  bool only_recorded = true;          // the program does not use the API
  uv_loop_s* running_loop = nullptr;  // that uv_run runs on this thread, innermost
  Recorder recorder;
  core::Environment environment;
};

extern thread_local constinit ThreadContext* own_thread_context;

// Makes one for this thread at its first event, or attaches that of a forked child anew.
ThreadContext* makeThreadContext();

// From now on every thread has one, whether or not anything is recorded: the program uses the API.
void needThreadContexts();
bool needsThreadContexts();

// threadContext() where this thread has none that is attached as the process is.
ThreadContext* otherThreadContext();

// That of the calling thread; null while nothing is recorded and the API not used. Lasts until the
// thread ends.
[[gnu::always_inline]] inline ThreadContext* threadContext() {
  ThreadContext* const context = own_thread_context;
  if (context != nullptr && context->attachment == attachment::generation()) [[likely]]
    return context;
  return otherThreadContext();
}

}  // namespace uvscope::capture
