// What libuv calls in place of a callback of the program's: the callback, as a run of its resource.
#pragma once

#include <cstdint>

#include <uv.h>

#include "capture/instrument/activity.h"
#include "capture/instrument/recorded_scope.h"
#include "capture/instrument/running_handle.h"
#include "capture/instrument/tracked.h"
#include "core/scopes.h"

namespace uvscope::capture {

// A stashed callback; null when there is none.
template <class Callback>
Callback callbackAt(std::uintptr_t address) {
  return reinterpret_cast<Callback>(address);  // NOLINT(performance-no-int-to-ptr): stashed as bits
}

using Chain = Recorder::Chain;

// Calls a callback of the program's as a run of a resource. Exits by exception too.
template <class Callback, class... Arguments>
[[gnu::always_inline]] inline void runAs(ThreadContext& context, core::AsyncId id,
                                         core::AsyncId trigger, core::CallbackReason reason,
                                         std::int64_t value, Chain chain, Callback callback,
                                         void* object, Arguments... arguments) {
  if (context.only_recorded) [[likely]] {
    RecordedScope scope(context, id, trigger, reason, value, chain, object);
    callback(arguments...);
    scope.leave();
    return;
  }
  core::CallbackScope scope(context.environment, id, trigger, reason, value, object);
  scope.run(callback, arguments...);
}

// What a handle's callback is like, besides its signature.
struct CallbackTraits {
  core::CallbackReason reason = core::CallbackReason::Callback;
  Chain chain = Chain::No;
  bool may_stop = true;  // the handle may become inactive by itself
};

// The callback of a handle that is `run` of this thread.
template <class Callback, CallbackTraits kTraits, class Handle, class... Arguments>
[[gnu::always_inline]] inline void runHandleAs(ThreadContext& context, const RunOf& run,
                                               std::int64_t value, Handle* handle,
                                               Arguments... arguments) {
  const auto callback = callbackAt<Callback>(run.callback);
  if (callback == nullptr) return;
  const InProgram in_program;
  if constexpr (kTraits.may_stop) {
    const RunningHandle running(handle);
    runAs(context, run.id, run.trigger, kTraits.reason, value, kTraits.chain, callback, handle,
          handle, arguments...);
    if (running.stillOpen()) noticeActivity(handle);
  } else {
    runAs(context, run.id, run.trigger, kTraits.reason, value, kTraits.chain, callback, handle,
          handle, arguments...);
  }
}

// That of one that came here from another thread or process, or while nothing is recorded.
template <class Callback, CallbackTraits kTraits, class Handle, class... Arguments>
[[gnu::noinline]] void runForeignHandle(std::int64_t value, Handle* handle,
                                        Arguments... arguments) {
  if (const Tracked tracked = findTracked(handle)) {
    const RunOf run{tracked.stash.id, tracked.stash.trigger, tracked.stash.callback};
    runHandleAs<Callback, kTraits>(*tracked.context, run, value, handle, arguments...);
    return;
  }
  Stash stash;
  // Somebody has overwritten it; nobody knows the callback any more.
  if (!readStash(stashWords(handle), stash)) return;
  const auto callback = callbackAt<Callback>(stash.callback);
  if (callback == nullptr) return;
  const InProgram in_program;
  callback(handle, arguments...);
}

// Calls the program's callback of a handle. `handle` may be gone afterwards.
template <class Callback, CallbackTraits kTraits, class Handle, class... Arguments>
void runHandleCallback(std::int64_t value, Handle* handle, Arguments... arguments) {
  ThreadContext* const context = threadContext();
  RunOf run;
  if (context == nullptr || !readOwnStash(stashWords(handle), context->recorder.homeNumber(), run))
      [[unlikely]] {
    runForeignHandle<Callback, kTraits>(value, handle, arguments...);
    return;
  }
  runHandleAs<Callback, kTraits>(*context, run, value, handle, arguments...);
}

// Tells of the end of a resource when it goes out of scope, also by an exception.
class [[nodiscard]] DestroyAtEnd {
 public:
  explicit DestroyAtEnd(const Tracked& tracked)
      : environment_(tracked.environment()), id_(tracked.stash.id) {}

  ~DestroyAtEnd() { environment_.emitEnded(id_); }

  DestroyAtEnd(const DestroyAtEnd&) = delete;
  DestroyAtEnd& operator=(const DestroyAtEnd&) = delete;

 private:
  core::Environment& environment_;
  core::AsyncId id_;
};

// Puts the program's callback back where libuv holds its own copy and the program may read it: what
// begins anew in its last callback may pass that on (`uv_fs_stat(loop, req, path, req->cb)`).
template <class Object, class Callback>
void giveBackCallback(Object* object, Callback callback) {
  if constexpr (requires { object->close_cb = callback; }) {
    object->close_cb = callback;
  } else if constexpr (requires { object->after_work_cb = callback; }) {
    object->after_work_cb = callback;
  } else if constexpr (requires { object->send_cb = callback; }) {
    object->send_cb = callback;
  } else if constexpr (requires { object->getnameinfo_cb = callback; }) {
    object->getnameinfo_cb = callback;
  } else {
    object->cb = callback;
  }
}

// The last callback of an object, after which its resource is destroyed. The program may free the
// object in `callback` or begin a new resource with it, so its stash is given up before.
template <class Callback, Chain kChain, class Object, class... Arguments>
void runLastCallback(const Tracked& tracked, std::uintptr_t stashed_callback,
                     core::CallbackReason reason, std::int64_t value, Object* object,
                     Arguments... arguments) {
  const auto callback = callbackAt<Callback>(stashed_callback);
  clearStash(stashWords(object));
  giveBackCallback(object, callback);
  const InProgram in_program;
  if (!tracked) {
    if (callback != nullptr) callback(object, arguments...);
    return;
  }
  const DestroyAtEnd destroy(tracked);
  if (callback == nullptr) return;
  runAs(*tracked.context, tracked.stash.id, tracked.stash.trigger, reason, value, kChain, callback,
        object, object, arguments...);
}

}  // namespace uvscope::capture
