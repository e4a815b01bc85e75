// Promise<T>: JavaScript's promises for C++, with their events (rules 51 to 58) and their order:
// reactions run as microtasks, one after another, never inside the call that settles.
//
//   Promise<int> answer([](auto resolve, auto reject) { setTimeout([=] { resolve(42); }, 10ms); });
//   answer.then([](int value) { … }).catch_([](std::exception_ptr error) { … });
//
//   Promise<int> ask() { co_return co_await answer + 1; }
//
// A promise belongs to the thread that made it. A copy is another handle on the same promise. What
// a program lets go of pending is never run: its callbacks, and coroutines waiting for it, end.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/promise_base.h"
#include "core/promise_state.h"

namespace uvscope::core {

// Settles a promise once; further calls do nothing. What Node passes to an executor. Copies share.
// For the promise's own thread: on another it throws ERR_UVSCOPE_WRONG_THREAD.
template <class T>
class PromiseResolver {
 public:
  explicit PromiseResolver(PromisePtr<detail::PromiseState<T>> state) : state_(std::move(state)) {}

  // Fulfils with `value`; a promise or a thenable (an object with then(resolve, reject)) is
  // followed instead (rule 51). Without a value for Promise<void>.
  template <class Value>
  void operator()(Value&& value) const {
    state_->requireOwnThread();
    if (state_->lockIn()) detail::resolveWith(*state_, std::forward<Value>(value));
  }

  void operator()() const requires(std::is_void_v<T>) {
    if (state_->lockIn()) state_->fulfill({});
  }

 private:
  PromisePtr<detail::PromiseState<T>> state_;
};

// The other one: rejects with an std::exception_ptr or with any exception object.
template <class T>
class PromiseRejecter {
 public:
  explicit PromiseRejecter(PromisePtr<detail::PromiseState<T>> state) : state_(std::move(state)) {}

  template <class Reason>
  void operator()(Reason&& reason) const {
    state_->requireOwnThread();
    if (state_->lockIn()) state_->reject(detail::asException(std::forward<Reason>(reason)));
  }

 private:
  PromisePtr<detail::PromiseState<T>> state_;
};

// How one of the promises given to allSettled ended.
template <class T>
struct Settled {
  std::optional<typename detail::PromiseState<T>::Value> value;  // fulfilled
  std::exception_ptr reason;                                     // rejected
};

template <class T = void>
class Promise {
 public:
  using ValueType = T;
  using State = detail::PromiseState<T>;
  using promise_type = detail::CoroutinePromise<T>;  // NOLINT(readability-identifier-naming)

  // Calls `executor(resolve, reject)` at once; what it throws rejects.
  template <class Executor>
  requires std::invocable<Executor, PromiseResolver<T>, PromiseRejecter<T>>

  explicit Promise(Executor&& executor) : Promise(detail::newPending<T>()) {
    try {
      std::forward<Executor>(executor)(PromiseResolver<T>(state_), PromiseRejecter<T>(state_));
    } catch (...) {
      PromiseRejecter<T>{state_}(std::current_exception());
    }
  }

  explicit Promise(PromisePtr<State> state) : state_(std::move(state)) {}

  // A promise that follows `value`; a Promise<T> itself comes back as it is.
  static Promise resolve(Promise promise) { return promise; }

  template <class Value>

  requires(!std::is_same_v<std::remove_cvref_t<Value>, Promise>) static Promise
      resolve(Value&& value) {
    Promise promise(detail::newPending<T>());
    PromiseResolver<T>{promise.state_}(std::forward<Value>(value));
    return promise;
  }

  static Promise resolve() requires(std::is_void_v<T>) {
    Promise promise(detail::newPending<T>());
    promise.state_->fulfill({});
    return promise;
  }

  // A promise rejected with an std::exception_ptr or any exception object.
  template <class Reason>
  static Promise reject(Reason&& reason) {
    Promise promise(detail::newPending<T>());
    promise.state_->reject(detail::asException(std::forward<Reason>(reason)));
    return promise;
  }

  // A promise for what `on_fulfilled(value)` returns (nothing, a value or a promise); rejected with
  // what it throws, or as this one is. A callback may leave out its argument.
  template <class OnFulfilled>
  auto then(OnFulfilled&& on_fulfilled) const {
    return detail::chain<T>(state_, std::forward<OnFulfilled>(on_fulfilled), detail::PassOn{});
  }

  // The same with a callback for the other case, `on_rejected(std::exception_ptr)`, whose result
  // must be of the same kind.
  template <class OnFulfilled, class OnRejected>
  auto then(OnFulfilled&& on_fulfilled, OnRejected&& on_rejected) const {
    return detail::chain<T>(state_, std::forward<OnFulfilled>(on_fulfilled),
                            std::forward<OnRejected>(on_rejected));
  }

  // Promise.prototype.catch, which is a keyword here.
  template <class OnRejected>
  auto catch_(OnRejected&& on_rejected) const {  // NOLINT(readability-identifier-naming)
    return detail::chain<T>(state_, detail::PassOn{}, std::forward<OnRejected>(on_rejected));
  }

  // Calls `on_finally()` in both cases and then ends as this one, unless that throws or returns a
  // promise that is rejected; waits for a promise that it returns.
  template <class OnFinally>
  Promise finally(OnFinally on_finally) const;

  // Node's Promise.all and so on, over promises of one type. An empty list: all and allSettled are
  // fulfilled at once, race stays pending, any is rejected.
  template <class Promises>
  static auto all(const Promises& promises);
  template <class Promises>
  static auto allSettled(const Promises& promises);
  template <class Promises>
  static Promise race(const Promises& promises);
  template <class Promises>
  static Promise any(const Promises& promises);

  // Zero until a hook needs one (rule 1).
  [[nodiscard]] AsyncId asyncId() const { return state_->identity().asyncId(); }

  // Whether both are handles on one promise.
  friend bool operator==(const Promise& a, const Promise& b) {
    return a.state_.get() == b.state_.get();
  }

  [[nodiscard]] const PromisePtr<State>& state() const { return state_; }

  PromisePtr<State> takeState() && { return std::move(state_); }

 private:
  PromisePtr<State> state_;
};

// A promise with the two functions that settle it.
template <class T>
struct PromiseWithResolvers {
  Promise<T> promise;
  PromiseResolver<T> resolve;
  PromiseRejecter<T> reject;
};

template <class T = void>
PromiseWithResolvers<T> withResolvers() {
  Promise<T> promise(detail::newPending<T>());
  return {promise, PromiseResolver<T>(promise.state()), PromiseRejecter<T>(promise.state())};
}

// co_await of a promise: goes on as a microtask, with the value, or throws the reason.
template <class T>
auto operator co_await(const Promise<T>& promise) {
  return detail::PromiseAwaiter<T>(promise.state());
}

}  // namespace uvscope::core

#include "core/promise_combinators.h"  // IWYU pragma: export: the members declared above
