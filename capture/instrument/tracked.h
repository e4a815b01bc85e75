// What wrappers (calls.h) and trampolines (trampoline.h) have in common: finding out about an
// object, and announcing a new one.
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

// Whether the memory of a new handle was one of this thread's that has not been closed, and if so,
// tells of it once the new one is there.
class [[nodiscard]] AbandonedHandle {
 public:
  AbandonedHandle(ThreadContext& context, void** words) : context_(context), words_(words) {
    Stash old;
    if (!readStash(words, old) || old.inherited || old.closing) return;
    if (old.home == context.recorder.home()) old_ = old.id;
  }

  ~AbandonedHandle() {
    if (old_ != core::AsyncId{}) tell();
  }

  AbandonedHandle(const AbandonedHandle&) = delete;
  AbandonedHandle& operator=(const AbandonedHandle&) = delete;

 private:
  void tell() const;

  ThreadContext& context_;
  void** words_;
  core::AsyncId old_;
};

// After a successful init of `handle`. Whoever hands libuv a trampoline in that init asks for
// `context` before, and once: the recording may stop meanwhile, but libuv has the trampoline, which
// needs `callback`.
template <class Handle>
void handleMade(Handle* handle, core::Provider type, ThreadContext* context,
                std::uintptr_t callback = 0) {
  void** const words = stashWords(handle);
  if (context != nullptr) {
    const AbandonedHandle abandoned(*context, words);
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

// Tells `text` of an object unless it was told last. `hash` stands for it.
void tellDetail(const Tracked& tracked, void** words, std::uint64_t hash, std::string_view text);

}  // namespace uvscope::capture
