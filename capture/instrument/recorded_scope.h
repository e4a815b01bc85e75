// core::CallbackScope for a thread of a program that does not use the API: nobody but the recorder
// listens, there are no stores, no ticks, and what a callback throws passes on through libuv.
#pragma once

#include <cstdint>

#include "capture/recorder/thread_context.h"

namespace uvscope::capture {

class [[nodiscard]] RecordedScope {
 public:
  [[gnu::always_inline]] RecordedScope(ThreadContext& context, core::AsyncId id,
                                       core::AsyncId trigger, core::CallbackReason reason,
                                       std::int64_t value, Recorder::Chain chain, void* object)
      : context_(context),
        id_(id),
        depth_(context.environment.stack().push(id, trigger, nullptr, object)) {
    context.recorder.beginRun(id, reason, value, chain);
  }

  ~RecordedScope() {
    context_.recorder.endRun(id_);
    // A callback that was left by longjmp has no after of its own.
    context_.environment.stack().popTo(depth_);
    context_.environment.frameLeft();
  }

  RecordedScope(const RecordedScope&) = delete;
  RecordedScope& operator=(const RecordedScope&) = delete;

 private:
  ThreadContext& context_;
  core::AsyncId id_;
  std::size_t depth_;
};

}  // namespace uvscope::capture
