// async_hooks.createHook: callbacks for the life of every resource of this thread.
//
//   auto hook = createHook({
//       .init = [](AsyncId id, std::string_view type, AsyncId trigger, auto& resource) { … },
//       .destroy = [](AsyncId id) { … },
//   }).enable();
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/async_id.h"
#include "core/resource_object.h"

namespace uvscope::core {

class Environment;
class ProgramHook;

// Each is optional. One that throws ends the process: the error and the stack on standard error,
// the exit handlers, status 1 (rule 73).
struct HookCallbacks {
  std::function<void(AsyncId id, std::string_view type, AsyncId trigger,
                     const ResourceObject& resource)>
      init = {};
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
  AsyncHook& enable() &;
  AsyncHook& disable();

  // For `auto hook = createHook(…).enable()`. Unlike Node's, a hook that nobody keeps is gone.
  [[nodiscard]] AsyncHook enable() && { return std::move(enable()); }

 private:
  struct Ender {
    void operator()(ProgramHook* hook) const;
  };

  std::unique_ptr<ProgramHook, Ender> hook_;
};

// A hook on this thread's environment. Throws ERR_UVSCOPE_NO_ENVIRONMENT.
AsyncHook createHook(HookCallbacks callbacks);

// The same from an object: each of its member functions init, before, after, destroy and
// promiseResolve is a callback, also those that its class has inherited (rule 66). It is moved in.
template <class Callbacks>

requires(!std::is_convertible_v<Callbacks, HookCallbacks> && std::is_class_v<Callbacks>) AsyncHook
    createHook(Callbacks object) {
  const auto shared = std::make_shared<Callbacks>(std::move(object));
  HookCallbacks callbacks;
  if constexpr (requires(ResourceObject resource) {
                  shared->init(AsyncId{}, std::string_view{}, AsyncId{}, resource);
                }) {
    callbacks.init = [shared](AsyncId id, std::string_view type, AsyncId trigger,
                              const ResourceObject& resource) {
      shared->init(id, type, trigger, resource);
    };
  }
  if constexpr (requires { shared->before(AsyncId{}); }) {
    callbacks.before = [shared](AsyncId id) { shared->before(id); };
  }
  if constexpr (requires { shared->after(AsyncId{}); }) {
    callbacks.after = [shared](AsyncId id) { shared->after(id); };
  }
  if constexpr (requires { shared->destroy(AsyncId{}); }) {
    callbacks.destroy = [shared](AsyncId id) { shared->destroy(id); };
  }
  if constexpr (requires { shared->promiseResolve(AsyncId{}); }) {
    callbacks.promise_resolve = [shared](AsyncId id) { shared->promiseResolve(id); };
  }
  return createHook(std::move(callbacks));
}

// async_hooks.executionAsyncId and triggerAsyncId of this thread; kNativeId where it has no
// environment.
AsyncId executionAsyncId();
AsyncId triggerAsyncId();

}  // namespace uvscope::core
