// process.nextTick and queueMicrotask: callbacks for right after the current one.
#pragma once

#include <exception>
#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "core/async_id.h"
#include "core/environment.h"
#include "core/provider.h"
#include "core/scopes.h"
#include "core/task_queue.h"

namespace uvscope::core {

// A resource of a provider's type with exactly one callback, made by the runtime itself.
class OneShotResource {
 public:
  // Emits init; the trigger is the default one.
  OneShotResource(Environment& environment, Provider type, void* object);
  ~OneShotResource();
  OneShotResource(const OneShotResource&) = delete;
  OneShotResource& operator=(const OneShotResource&) = delete;

  [[nodiscard]] Environment& environment() const { return environment_; }

  [[nodiscard]] AsyncId asyncId() const { return id_; }

  [[nodiscard]] AsyncId triggerAsyncId() const { return trigger_; }

  ResourceSlots& slots() { return slots_; }

  // Runs `callback` in the scope of the resource, then `finish`, still in it, whether or not the
  // callback has thrown; what it threw then goes to the handler (rules 29, 74).
  template <class Callback, class Finish>
  Outcome run(void* object, Callback&& callback, Finish&& finish) {
    const AsyncScope scope(environment_, id_, trigger_, &slots_, object);
    try {
      callback();
    } catch (...) {
      const std::exception_ptr error = std::current_exception();
      finish();
      environment_.handleUncaught(error, scope.depth());
      return Outcome::Threw;
    }
    finish();
    return Outcome::Returned;
  }

  // Its destroy is due, once.
  void end();

 private:
  Environment& environment_;
  AsyncId id_;
  AsyncId trigger_;
  ResourceSlots slots_;
  bool ended_ = false;
};

namespace detail {

template <class Callback>
class Tick final : public Task {
 public:
  template <class Given>
  Tick(Environment& environment, Given&& callback)
      : resource_(environment, Provider::TickObject, this),
        callback_(std::forward<Given>(callback)) {}

  Outcome run() override {
    const Outcome outcome = resource_.run(
        this, [this] { callback_(); }, [this] { resource_.end(); });
    delete this;
    return outcome;
  }

  void drop() override { delete this; }

 private:
  OneShotResource resource_;
  Callback callback_;
};

template <class Callback>
class MicrotaskOf final : public Task {
 public:
  template <class Given>
  MicrotaskOf(Environment& environment, Given&& callback)
      : resource_(environment, Provider::Microtask, this),
        callback_(std::forward<Given>(callback)) {}

  // What it throws is handled when its scope has been left (rule 75).
  Outcome run() override {
    Environment& environment = resource_.environment();
    std::exception_ptr error;
    {
      const AsyncScope scope(environment, resource_.asyncId(), resource_.triggerAsyncId(),
                             &resource_.slots(), this);
      try {
        callback_();
      } catch (...) {
        error = std::current_exception();
      }
      resource_.end();
    }
    delete this;
    if (error) environment.handleUncaught(error, environment.stack().depth());
    return Outcome::Returned;
  }

  void drop() override { delete this; }

 private:
  OneShotResource resource_;
  Callback callback_;
};

}  // namespace detail

// Runs `callback` with copies of `arguments` as soon as the current callback, and those of ticks
// made before, have returned; before any microtask. What it throws goes to the handler of uncaught
// exceptions. Does nothing inside an exit handler. Throws ERR_INVALID_ARG_TYPE for
// an empty std::function, ERR_UVSCOPE_NO_ENVIRONMENT.
template <class Callback, class... Arguments>
void nextTick(Callback&& callback, Arguments&&... arguments) {
  Environment& environment = requireEnvironment();
  requireCallable(callback, "nextTick");
  if (environment.exiting()) return;
  if constexpr (sizeof...(Arguments) == 0) {
    environment.pushTick(
        new detail::Tick<std::decay_t<Callback>>(environment, std::forward<Callback>(callback)));
  } else {
    auto call = [callback = std::forward<Callback>(callback),
                 arguments = std::make_tuple(std::forward<Arguments>(arguments)...)]() mutable {
      std::apply(std::move(callback), std::move(arguments));
    };
    environment.pushTick(new detail::Tick<decltype(call)>(environment, std::move(call)));
  }
}

// Runs `callback` among the promise jobs, after the ticks. Errors as with nextTick.
template <class Callback>
void queueMicrotask(Callback&& callback) {
  Environment& environment = requireEnvironment();
  requireCallable(callback, "queueMicrotask");
  environment.pushMicrotask(new detail::MicrotaskOf<std::decay_t<Callback>>(
      environment, std::forward<Callback>(callback)));
}

}  // namespace uvscope::core
