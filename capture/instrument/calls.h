// Calls that the program makes of libuv: made, and told of where they fail, where they may not be
// made on a closing handle, and where they start or stop a handle.
#pragma once

#include <uv.h>

#include "capture/instrument/activity.h"
#include "capture/instrument/real.h"
#include "capture/instrument/tracked.h"
#include "core/libuv_function.h"

namespace uvscope::capture {

// `function` is called on a closing handle.
void tellMisused(const Tracked& handle, core::LibuvFunction function);

// `function` has returned `error`. `object`: the handle or request it was called on, if it is
// known.
void tellFailed(const Tracked& object, core::LibuvFunction function, int error);

// A call that concerns no object: one that would have made it.
void tellFailed(core::LibuvFunction function, int error);

// Calls the real function on a known object. `kAnswer`: a negative result that is no failure.
template <auto* kFunction, int kAnswer = 0, class... Arguments>
[[gnu::always_inline]] inline int callOn(const Tracked& object, Arguments... arguments) {
  if (object.stash.closing) [[unlikely]]
    tellMisused(object, kFunctionNumber<kFunction>);
  const int rc = callReal<kFunction>(arguments...);
  if (rc < 0 && rc != kAnswer && !object.stash.closing) [[unlikely]]
    tellFailed(object, kFunctionNumber<kFunction>, rc);
  return rc;
}

// The same for a call that makes an object.
template <auto* kFunction, class... Arguments>
[[gnu::always_inline]] inline int callMaking(Arguments... arguments) {
  const int rc = callReal<kFunction>(arguments...);
  if (rc < 0) [[unlikely]]
    tellFailed(kFunctionNumber<kFunction>, rc);
  return rc;
}

// Calls the init of a handle, which begins its resource.
template <auto* kFunction, class Handle, class... Arguments>
[[gnu::always_inline]] inline int makeHandle(Handle* handle, core::Provider type,
                                             Arguments... arguments) {
  const int rc = callMaking<kFunction>(arguments...);
  if (rc == 0) handleMade(handle, type);
  return rc;
}

// Decides what libuv gets in place of a handle's callback.
template <class Handle, class Callback>
class CallbackSwap {
 public:
  CallbackSwap(Handle* handle, Callback callback, Callback trampoline)
      : handle_(handle), callback_(callback), passed_(callback) {
    if (calledByLibuv()) return;
    tracked_ = findTracked(handle);
    if (callback == nullptr || callback == trampoline || !fitsStash(address())) return;
    if (isLibuvCode(reinterpret_cast<const void*>(callback))) return;
    if (tracked_) passed_ = trampoline;
  }

  // What the call concerns; nothing when libuv makes it or the handle is not known.
  [[nodiscard]] const Tracked& subject() const { return tracked_; }

  [[nodiscard]] Callback passed() const { return passed_; }

  // Libuv has taken the callback.
  void accepted() {
    if (passed_ != callback_) setStashCallback(stashWords(handle_), address());
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

// A call that stops a handle.
template <auto* kFunction, class Handle>
int stop(Handle* handle) {
  const Tracked tracked = findForProgram(handle);
  const int rc = callOn<kFunction>(tracked, handle);
  tellActivity(handle, tracked);
  return rc;
}

}  // namespace uvscope::capture
