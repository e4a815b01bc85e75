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
    context.recorder.beginOwnRun(id, reason, value, chain);
  }

  // The callback has returned.
  [[gnu::always_inline]] void leave() {
    left_ = true;
    leave(context_, id_, depth_);
  }

  [[gnu::always_inline]] ~RecordedScope() {
    if (!left_) [[unlikely]]
      unwind(context_, id_, depth_);
  }

  RecordedScope(const RecordedScope&) = delete;
  RecordedScope& operator=(const RecordedScope&) = delete;

 private:
  [[gnu::always_inline]] static void leave(ThreadContext& context, core::AsyncId id,
                                           std::size_t depth) {
    context.recorder.endOwnRun(id);
    // A callback that was left by longjmp has no after of its own.
    context.environment.stack().popTo(depth);
    context.environment.frameLeft();
  }

  // By an exception, or the end of the thread.
  [[gnu::cold, gnu::noinline]] static void unwind(ThreadContext& context, core::AsyncId id,
                                                  std::size_t depth) {
    leave(context, id, depth);
  }

  ThreadContext& context_;
  core::AsyncId id_;
  std::size_t depth_;
  bool left_ = false;
};

}  // namespace uvscope::capture
