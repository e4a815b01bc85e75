// A hook of the program's own, as a listener: what AsyncHook is a handle on. Internal.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "core/async_hook.h"
#include "core/environment.h"
#include "core/failure.h"
#include "core/hook_registry.h"

namespace uvscope::core {

class ProgramHook final : public HookListener {
 public:
  ProgramHook(Environment& environment, HookCallbacks callbacks)
      : HookListener(wantedBy(callbacks)),
        environment_(environment),
        callbacks_(std::move(callbacks)) {}

  void enable() { environment_.hooks().enable(*this); }

  void disable() { environment_.hooks().disable(*this); }

  // Takes it over; it is destroyed as soon as its running callbacks have returned.
  static void end(std::unique_ptr<ProgramHook> hook) {
    HookRegistry& hooks = hook->environment_.hooks();
    hooks.end(std::move(hook));
  }

  void init(const InitArguments& arguments) override {
    run(callbacks_.init, arguments.id, typeNameOf(arguments), arguments.trigger,
        ResourceObject(environment_, arguments.id, arguments.object, arguments.slots));
  }

  void before(AsyncId id, CallbackReason /*reason*/, std::int64_t /*value*/) override {
    run(callbacks_.before, id);
  }

  void after(AsyncId id) override { run(callbacks_.after, id); }

  void destroy(AsyncId id) override { run(callbacks_.destroy, id); }

  void promiseResolve(AsyncId id) override { run(callbacks_.promise_resolve, id); }

 private:
  static HookEvents wantedBy(const HookCallbacks& callbacks);

  // What a callback throws has nobody to go to: it may run inside a C frame of libuv.
  template <class Callback, class... Arguments>
  void run(const Callback& callback, const Arguments&... arguments) {
    try {
      callback(arguments...);
    } catch (...) {
      failInHook(environment_, std::current_exception());
    }
  }

  Environment& environment_;
  HookCallbacks callbacks_;
};

}  // namespace uvscope::core
