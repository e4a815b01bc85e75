// async_hooks.createHook: callbacks for the life of every resource of this thread.
//
//   auto hook = createHook({.init = [](AsyncId id, std::string_view type, AsyncId trigger, void*)
//   {…},
//                           .destroy = [](AsyncId id) {…}});
//   hook.enable();
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/async_id.h"

namespace uvscope::core {

class Environment;

// Each is optional. One that throws ends the process: the error on standard error, status 1 (rule
// 73).
struct HookCallbacks {
  std::function<void(AsyncId id, std::string_view type, AsyncId trigger, void* resource)> init = {};
  std::function<void(AsyncId id)> before = {};
  std::function<void(AsyncId id)> after = {};
  std::function<void(AsyncId id)> destroy = {};
  std::function<void(AsyncId id)> promise_resolve = {};
};

// A set of callbacks, disabled until enable() (rule 66). Movable; its end disables it, at once and
// also inside a hook callback, even its own. Stays on the thread of its environment, which must
// outlive it.
class AsyncHook {
 public:
  AsyncHook(Environment& environment, HookCallbacks callbacks);
  ~AsyncHook();
  AsyncHook(AsyncHook&&) noexcept;
  AsyncHook& operator=(AsyncHook&&) noexcept;
  AsyncHook(const AsyncHook&) = delete;
  AsyncHook& operator=(const AsyncHook&) = delete;

  // Both return the hook and do nothing when it is as asked already (rule 67). Inside a hook
  // callback they count from the end of the outermost running event on (rule 69).
  AsyncHook& enable();
  AsyncHook& disable();

 private:
  class Listener;

  struct Ender {
    void operator()(Listener* listener) const;
  };

  std::unique_ptr<Listener, Ender> listener_;
};

// A hook on this thread's environment, which must exist (see currentEnvironment).
AsyncHook createHook(HookCallbacks callbacks);

// async_hooks.executionAsyncId and triggerAsyncId of this thread; kNativeId where it has no
// environment.
AsyncId executionAsyncId();
AsyncId triggerAsyncId();

}  // namespace uvscope::core
