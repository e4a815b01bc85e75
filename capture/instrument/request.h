// Requests: a resource from the call that libuv accepted to the end of its callback.
#pragma once

#include <cstdint>
#include <optional>

#include <uv.h>

#include "capture/instrument/detail.h"
#include "capture/instrument/trampoline.h"

namespace uvscope::capture {

// Decides what libuv gets in place of a request's callback, and begins the resource once libuv has
// accepted the request. With no callback of the program's the trampoline still tells of the end.
template <class Request, class Callback>
class Submission {
 public:
  Submission(Request* request, Callback callback, Callback trampoline)
      : request_(request), callback_(callback), passed_(callback) {
    if (callback == trampoline || calledByLibuv() || !fitsStash(address())) return;
    if (isLibuvCode(reinterpret_cast<const void*>(callback))) return;
    context_ = threadContext();
    if (context_ != nullptr) passed_ = trampoline;
  }

  [[nodiscard]] Callback passed() const { return passed_; }

  // `handle`: on whose behalf, as far as it is known. Nothing when the request is not tracked.
  Tracked acceptedOn(core::Provider type, const Tracked& handle) {
    if (context_ == nullptr) return {};
    return begin(type, handle ? handle.stash.id : defaultTrigger());
  }

  // Whether libuv gets the trampoline.
  [[nodiscard]] bool isTracked() const { return context_ != nullptr; }

  // The executing resource made it.
  Tracked accepted(core::Provider type) {
    if (context_ == nullptr) return {};
    return begin(type, defaultTrigger());
  }

 private:
  [[nodiscard]] std::uintptr_t address() const {
    return reinterpret_cast<std::uintptr_t>(callback_);
  }

  [[nodiscard]] core::AsyncId defaultTrigger() const {
    return context_->environment.defaultTriggerAsyncId();
  }

  Tracked begin(core::Provider type, core::AsyncId trigger) {
    return beginObject(*context_, request_, stashWords(request_), type, trigger, address());
  }

  Request* request_;
  Callback callback_;
  Callback passed_;
  ThreadContext* context_ = nullptr;
};

// Calls the program's callback of a request and ends the resource.
template <class Callback, Chain kChain = Chain::No, class Request, class... Arguments>
void finishRequest(std::int64_t value, Request* request, Arguments... arguments) {
  const Tracked tracked = findTracked(request);
  Stash stash;
  if (tracked) {
    stash = tracked.stash;
  } else if (!readStash(stashWords(request), stash)) {
    return;  // somebody has overwritten it; nobody knows the callback any more
  }
  runLastCallback<Callback, kChain>(tracked, stash.callback, core::CallbackReason::Callback, value,
                                    request, arguments...);
}

inline std::size_t totalBytes(const uv_buf_t* buffers, unsigned count) {
  std::size_t total = 0;
  for (unsigned i = 0; i < count; ++i)
    total += buffers[i].len;
  return total;
}

// `object`, a request or a handle, has handed over so much to be written.
inline void tellWritten(const Tracked& object, std::size_t bytes) {
  if (!object) return;
  object.environment().emitLibuv({.kind = core::EventKind::Written,
                                  .id = object.stash.id,
                                  .value = static_cast<std::int64_t>(bytes)});
}

inline void describeRequest(const Tracked& tracked, const DetailText& text) {
  if (tracked && !text.empty()) tracked.environment().emitDetail(tracked.stash.id, text.view());
}

}  // namespace uvscope::capture
