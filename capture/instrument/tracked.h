// What wrappers (called by the program) and trampolines (called by libuv) have in common: finding
// out about an object, swapping callbacks, reporting to the hooks.
//
// Harmlessness comes first: whatever is not known for sure is passed to libuv as it came.
#pragma once

#include <cstdint>
#include <string_view>

#include <uv.h>

#include "capture/instrument/internal.h"
#include "capture/instrument/stash.h"
#include "capture/recorder/thread_context.h"
#include "core/provider.h"
#include "core/scopes.h"

namespace uvscope::capture {

// An object that this library knows, while recording; false when it does not or nothing is
// recorded.
struct Tracked {
  ThreadContext* context = nullptr;
  Stash stash;

  explicit operator bool() const { return context != nullptr; }

  [[nodiscard]] core::Environment& environment() const { return context->environment; }
};

// Gives a new object an id and announces it. Its stash is written.
Tracked beginObject(ThreadContext& context, void* object, void** words, core::Provider type,
                    core::AsyncId trigger, std::uintptr_t callback = 0);

// Takes an object that another thread (or the process before a fork) made over into the calling
// thread: it gets an id here, and its stash is rewritten.
void adoptObject(ThreadContext& context, void* object, void** words, Stash& stash);

template <class Object>
Tracked findTracked(Object* object) {
  Tracked tracked;
  ThreadContext* const context = threadContext();
  if (context == nullptr) return tracked;
  void** const words = stashWords(object);
  if (!readStash(words, tracked.stash)) return tracked;
  tracked.context = context;
  if (tracked.stash.home != context->recorder.home() || tracked.stash.inherited) [[unlikely]] {
    adoptObject(*context, object, words, tracked.stash);
  }
  return tracked;
}

// The same for a wrapper: libuv's calls to itself find nothing.
template <class Object>
Tracked findForProgram(Object* object) {
  return calledByLibuv() ? Tracked{} : findTracked(object);
}

// That of a call which the program makes; null: libuv's own call, or nothing is recorded.
inline ThreadContext* contextForProgram() {
  return calledByLibuv() ? nullptr : threadContext();
}

// After a successful init of `handle`. Whoever hands libuv a trampoline in that init asks for
// `context` before, and once: the recording may stop meanwhile, but libuv has the trampoline, which
// needs `callback`.
template <class Handle>
void handleMade(Handle* handle, core::Provider type, ThreadContext* context,
                std::uintptr_t callback = 0) {
  void** const words = stashWords(handle);
  if (context != nullptr) {
    beginObject(*context, handle, words, type, context->environment.defaultTriggerAsyncId(),
                callback);
    return;
  }
  // What an earlier user of the memory left there must not pass for this handle's.
  if (attachment::lastGeneration() != 0) clearStash(words);
}

template <class Handle>
void handleMade(Handle* handle, core::Provider type) {
  handleMade(handle, type, contextForProgram());
}

// Decides what libuv gets in place of a handle's callback.
template <class Handle, class Callback>
class CallbackSwap {
 public:
  CallbackSwap(Handle* handle, Callback callback, Callback trampoline)
      : handle_(handle), callback_(callback), passed_(callback) {
    if (callback == nullptr || callback == trampoline || calledByLibuv()) return;
    if (isLibuvCode(reinterpret_cast<const void*>(callback)) || !fitsStash(address())) return;
    tracked_ = findTracked(handle);
    if (tracked_) passed_ = trampoline;
  }

  [[nodiscard]] Callback passed() const { return passed_; }

  // Libuv has taken the callback.
  const Tracked& accepted() {
    if (tracked_) setStashCallback(stashWords(handle_), address());
    return tracked_;
  }

 private:
  [[nodiscard]] std::uintptr_t address() const {
    return reinterpret_cast<std::uintptr_t>(callback_);
  }

  Handle* handle_;
  Callback callback_;
  Callback passed_;
  Tracked tracked_;
};

// A stashed callback; null when there is none.
template <class Callback>
Callback callbackAt(std::uintptr_t address) {
  return reinterpret_cast<Callback>(address);  // NOLINT(performance-no-int-to-ptr): stashed as bits
}

// Calls the program's callback of a handle. `handle` may be gone afterwards.
template <class Callback, class Handle, class... Arguments>
void runHandleCallback(core::CallbackReason reason, std::int64_t value, Handle* handle,
                       Arguments... arguments) {
  const Tracked tracked = findTracked(handle);
  Stash stash;
  if (tracked) {
    stash = tracked.stash;
  } else if (!readStash(stashWords(handle), stash)) {
    return;  // somebody has overwritten it; nobody knows the callback any more
  }
  const auto callback = callbackAt<Callback>(stash.callback);
  if (callback == nullptr) return;
  const InProgram in_program;
  if (!tracked) {
    callback(handle, arguments...);
    return;
  }
  core::CallbackScope scope(tracked.environment(), stash.id, stash.trigger, reason, value, handle);
  scope.run(callback, handle, arguments...);
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
template <class Callback, class Object, class... Arguments>
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
  core::CallbackScope scope(tracked.environment(), tracked.stash.id, tracked.stash.trigger, reason,
                            value, object);
  scope.run(callback, object, arguments...);
}

// Tells `text` of an object unless it was told last. `hash` stands for it.
void tellDetail(const Tracked& tracked, void** words, std::uint64_t hash, std::string_view text);

}  // namespace uvscope::capture
