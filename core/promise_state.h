// The inner works of core/promise.h: values, then, following, coroutines.
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/environment.h"
#include "core/errors.h"
#include "core/promise_base.h"

namespace uvscope::core {

template <class T>
class Promise;

namespace detail {

template <class T>
class PromiseState : public PromiseBase {
 public:
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  explicit PromiseState(Environment& environment, PromiseBase* parent = nullptr)
      : PromiseBase(environment, parent) {}

  PromiseState(Environment& environment, AsyncId trigger) : PromiseBase(environment, trigger) {}

  ~PromiseState() override {
    if (state() == State::Fulfilled) std::destroy_at(&value_);
  }

  PromiseState(const PromiseState&) = delete;
  PromiseState& operator=(const PromiseState&) = delete;

  // Fulfils it, if it is pending.
  void fulfill(Value value) {
    if (state() != State::Pending) return;
    std::construct_at(&value_, std::move(value));
    settle(State::Fulfilled);
  }

  // Once fulfilled.
  Value& value() { return value_; }

  // A copy of it; of a type that cannot be copied the value itself, which is there once only.
  Value take() {
    if constexpr (std::copy_constructible<Value>) {
      return value_;
    } else {
      return std::move(value_);
    }
  }

 private:
  // There while fulfilled. No std::optional, whose flag would say again what the state says: a link
  // of a chain then has 120 bytes, the most that glibc's malloc hands out on its fast way.
  union {
    Value value_;
  };
};

template <class T>
PromisePtr<PromiseState<T>> newPending() {
  return PromisePtr<PromiseState<T>>(new PromiseState<T>(requireEnvironment()));
}

template <class Reason>
std::exception_ptr asException(Reason&& reason) {
  if constexpr (std::is_same_v<std::remove_cvref_t<Reason>, std::exception_ptr>) {
    return std::forward<Reason>(reason);
  } else {
    return std::make_exception_ptr(std::forward<Reason>(reason));
  }
}

// --- What a callback is called with, and what its result makes ----------------------------------

template <class Type>
inline constexpr bool kIsPromise = false;
template <class T>
inline constexpr bool kIsPromise<Promise<T>> = true;

// What a promise for `Returned` is a promise of.
template <class Returned>
struct Unwrapped {
  using Type = std::decay_t<Returned>;
};

template <>
struct Unwrapped<void> {
  using Type = void;
};

template <class T>
struct Unwrapped<Promise<T>> {
  using Type = T;
};

template <class Callback, class Value>
decltype(auto) callWith(Callback& callback, Value& value) {
  if constexpr (std::invocable<Callback&, const Value&>) {
    return callback(std::as_const(value));
  } else if constexpr (std::invocable<Callback&, Value&&>) {
    return callback(std::move(value));
  } else {
    return callback();
  }
}

// In place of a callback that was not given: the promise ends as its parent did.
struct PassOn {};

template <class Callback, class Value>
struct ResultOf {
  using Type = typename Unwrapped<std::remove_cvref_t<decltype(callWith(
      std::declval<Callback&>(), std::declval<Value&>()))>>::Type;
};

// --- Following another promise or a thenable ----------------------------------------------------

template <class T, class Value>
void resolveWith(PromiseState<T>& state, Value&& value);

// Lets `outer` end as `inner` does: in a job of its own, which chains a promise to `inner` (rules
// 51, 53).
template <class T, class U>
class Follow final : public Task {
 public:
  Follow(PromisePtr<PromiseState<T>> outer, PromisePtr<PromiseState<U>> inner)
      : outer_(std::move(outer)), inner_(std::move(inner)) {}

  Outcome run() override;

  void drop() override { delete this; }

 private:
  PromisePtr<PromiseState<T>> outer_;
  PromisePtr<PromiseState<U>> inner_;
};

// Settles a promise that follows a thenable, once.
template <class T>
class Follower {
 public:
  explicit Follower(PromisePtr<PromiseState<T>> state)
      : state_(std::move(state)), called_(std::make_shared<bool>(false)) {}

  template <class... Value>
  void resolve(Value&&... value) const {
    if (std::exchange(*called_, true)) return;
    if constexpr (sizeof...(Value) == 0) {
      state_->fulfill({});
    } else {
      resolveWith(*state_, std::forward<Value>(value)...);
    }
  }

  void reject(std::exception_ptr reason) const {
    if (!std::exchange(*called_, true)) state_->reject(std::move(reason));
  }

 private:
  PromisePtr<PromiseState<T>> state_;
  std::shared_ptr<bool> called_;
};

struct AnyFunction {
  template <class... Arguments>
  void operator()(Arguments&&... /*arguments*/) const {}
};

// Any object with then(resolve, reject) or then(resolve).
template <class Value>
concept TakesBoth = requires(Value value, AnyFunction function) {
  value.then(function, function);
};

template <class Value>
concept TakesResolve = requires(Value value, AnyFunction function) {
  value.then(function);
};
template <class Value>
concept Thenable =
    !kIsPromise<std::remove_cvref_t<Value>> && (TakesBoth<Value> || TakesResolve<Value>);

template <class T, class Value>
class FollowThenable final : public Task {
 public:
  template <class Given>
  FollowThenable(PromisePtr<PromiseState<T>> outer, Given&& thenable)
      : outer_(std::move(outer)), thenable_(std::forward<Given>(thenable)) {}

  Outcome run() override {
    {
      const PromiseScope scope(outer_->identity(), outer_.get());
      const Follower<T> follower(outer_);
      try {
        callThen(follower);
      } catch (...) {
        follower.reject(std::current_exception());
      }
    }
    delete this;
    return Outcome::Returned;
  }

  void drop() override { delete this; }

 private:
  void callThen(const Follower<T>& follower) {
    const auto resolve = [follower](auto&&... value) {
      follower.resolve(std::forward<decltype(value)>(value)...);
    };
    if constexpr (TakesBoth<Value>) {
      thenable_.then(resolve, [follower](auto&& reason) {
        follower.reject(asException(std::forward<decltype(reason)>(reason)));
      });
    } else {
      thenable_.then(resolve);
    }
  }

  PromisePtr<PromiseState<T>> outer_;
  Value thenable_;
};

template <class State>
PromisePtr<State> share(State& state) {
  state.ref();
  return PromisePtr<State>(&state);
}

template <class T, class Value>
void resolveWith(PromiseState<T>& state, Value&& value) {
  using Plain = std::remove_cvref_t<Value>;
  if constexpr (kIsPromise<Plain>) {
    state.environment().pushMicrotask(
        new Follow<T, typename Plain::ValueType>(share(state), value.state()));
  } else if constexpr (Thenable<Plain> && !std::is_same_v<Plain, T>) {
    state.environment().pushMicrotask(
        new FollowThenable<T, Plain>(share(state), std::forward<Value>(value)));
  } else if constexpr (std::is_void_v<T>) {
    state.fulfill({});
  } else {
    state.fulfill(std::forward<Value>(value));
  }
}

// --- then ---------------------------------------------------------------------------------------

// A chained promise and the job that settles it: one allocation a link.
template <class T, class R, class OnFulfilled, class OnRejected>
class ThenState final : public PromiseState<R>, public Reaction {
 public:
  template <class F, class G>
  ThenState(PromiseState<T>& parent, F&& on_fulfilled, G&& on_rejected)
      : PromiseState<R>(parent.environment(), &parent),
        callbacks_(std::in_place, std::forward<F>(on_fulfilled), std::forward<G>(on_rejected)) {
    this->ref();  // the reaction's
  }

  Outcome run() override {
    {
      const PromiseScope scope(this->identity(), static_cast<PromiseBase*>(this));
      try {
        react(static_cast<PromiseState<T>&>(source()));
      } catch (...) {
        this->reject(std::current_exception());
      }
    }
    drop();
    return Outcome::Returned;
  }

  void drop() override {
    callbacks_.reset();  // what they hold may be waited for
    releaseSource();
    this->unref();
  }

 private:
  void react(PromiseState<T>& parent) {
    if (parent.state() == PromiseBase::State::Fulfilled) {
      if constexpr (std::is_same_v<OnFulfilled, PassOn>) {
        this->fulfill(parent.take());
      } else {
        settleBy(callbacks_->first, parent.value());
      }
    } else {
      if constexpr (std::is_same_v<OnRejected, PassOn>) {
        this->reject(parent.reason());
      } else {
        std::exception_ptr reason = parent.reason();
        settleBy(callbacks_->second, reason);
      }
    }
  }

  template <class Callback, class Value>
  void settleBy(Callback& callback, Value& value) {
    if constexpr (std::is_void_v<decltype(callWith(callback, value))>) {
      callWith(callback, value);
      this->fulfill({});
    } else {
      resolveWith(static_cast<PromiseState<R>&>(*this), callWith(callback, value));
    }
  }

  std::optional<std::pair<OnFulfilled, OnRejected>> callbacks_;
};

template <class T, class OnFulfilled, class OnRejected>
struct ChainResult : ResultOf<OnFulfilled, typename PromiseState<T>::Value> {};

template <class T, class OnRejected>
struct ChainResult<T, PassOn, OnRejected> {
  using Type = T;
};

template <class T, class OnFulfilled, class OnRejected>
auto chain(const PromisePtr<PromiseState<T>>& parent, OnFulfilled&& on_fulfilled,
           OnRejected&& on_rejected) {
  using F = std::decay_t<OnFulfilled>;
  using G = std::decay_t<OnRejected>;
  using R = typename ChainResult<T, F, G>::Type;
  if (parent.get() == nullptr) throwInvalidArgument("then: this Promise was moved from");
  parent->requireOwnThread();
  auto* const derived = new ThenState<T, R, F, G>(*parent, std::forward<OnFulfilled>(on_fulfilled),
                                                  std::forward<OnRejected>(on_rejected));
  const Promise<R> promise{PromisePtr<PromiseState<R>>(derived)};
  parent->addReaction(derived);
  return promise;
}

template <class T, class U>
Outcome Follow<T, U>::run() {
  {
    const PromiseScope scope(outer_->identity(), outer_.get());
    const auto fulfill = [outer = outer_, inner = inner_.get()] {
      if constexpr (std::is_void_v<T>) {
        outer->fulfill({});
      } else {
        outer->fulfill(inner->take());
      }
    };
    const auto reject = [outer = outer_](std::exception_ptr reason) {
      outer->reject(std::move(reason));
    };
    chain<U>(inner_, fulfill, reject);
  }
  delete this;
  return Outcome::Returned;
}

// --- Coroutines ---------------------------------------------------------------------------------

// `co_await promise`. Lives in the coroutine's frame; is the promise that an await makes (rule 54).
template <class T>
class PromiseAwaiter final : public Reaction {
 public:
  explicit PromiseAwaiter(PromisePtr<PromiseState<T>> awaited)
      : awaited_(std::move(awaited)), identity_(awaited_->environment()) {}

  ~PromiseAwaiter() override = default;

  // NOLINTBEGIN(readability-identifier-naming): the language's names
  [[nodiscard]] bool await_ready() const noexcept { return false; }

  void await_suspend(std::coroutine_handle<> coroutine) {
    awaited_->requireOwnThread();
    coroutine_ = coroutine;
    identity_.begin(this, &awaited_->identity());
    awaited_->addReaction(this);
    awaited_ = {};  // who keeps it alive is no longer ours to say, see promise.h
  }

  T await_resume() {
    auto& awaited = static_cast<PromiseState<T>&>(source());
    if (awaited.state() == PromiseBase::State::Rejected) std::rethrow_exception(awaited.reason());
    if constexpr (!std::is_void_v<T>) return awaited.take();
  }

  // NOLINTEND(readability-identifier-naming)

  // This ends with the await expression, somewhere inside resume().
  Outcome run() override {
    PromiseIdentity identity(std::move(identity_));
    Environment& environment = identity.environment();
    std::exception_ptr escaped;
    {
      const PromiseScope scope(identity, nullptr);
      try {
        coroutine_.resume();
      } catch (...) {
        escaped = std::current_exception();  // of a coroutine of another kind than ours
      }
      identity.resolved();
    }
    if (escaped) environment.handleUncaught(escaped, environment.stack().depth());
    return Outcome::Returned;
  }

  void drop() override { coroutine_.destroy(); }

 private:
  PromisePtr<PromiseState<T>> awaited_;
  PromiseIdentity identity_;
  std::coroutine_handle<> coroutine_;
};

template <class Value>
concept HasAwaiter = requires(Value&& value) {
  std::forward<Value>(value).await_ready();
}

|| requires(Value&& value) {
  std::forward<Value>(value).operator co_await();
}

|| requires(Value&& value) {
  operator co_await(std::forward<Value>(value));
};

// NOLINTBEGIN(readability-identifier-naming): the language's names
template <class T>
class CoroutinePromiseBase {
 public:
  Promise<T> get_return_object() { return Promise<T>(state_); }

  std::suspend_never initial_suspend() noexcept { return {}; }

  std::suspend_never final_suspend() noexcept { return {}; }

  void unhandled_exception() { state_->reject(std::current_exception()); }

  template <class U>
  auto await_transform(const Promise<U>& promise) {
    return PromiseAwaiter<U>(promise.state());
  }

  // A promise that nobody else holds ends with whoever could settle it, and the coroutine with it.
  template <class U>
  auto await_transform(Promise<U>&& promise) {
    return PromiseAwaiter<U>(std::move(promise).takeState());
  }

  // Anything else that can be awaited is; any other value is awaited as a promise of it.
  template <class Value>

  requires(!kIsPromise<std::remove_cvref_t<Value>>) decltype(auto) await_transform(Value&& value) {
    if constexpr (HasAwaiter<Value>) {
      return std::forward<Value>(value);
    } else {
      return awaitValue(std::forward<Value>(value));
    }
  }

 protected:
  PromisePtr<PromiseState<T>> state_ = newPending<T>();

 private:
  template <class Value>
  PromiseAwaiter<std::decay_t<Value>> awaitValue(Value&& value) {
    using State = PromiseState<std::decay_t<Value>>;
    PromisePtr<State> state(new State(state_->environment(), state_->identity().trackedId()));
    state->fulfill(std::forward<Value>(value));
    return PromiseAwaiter<std::decay_t<Value>>(std::move(state));
  }
};

template <class T>
class CoroutinePromise : public CoroutinePromiseBase<T> {
 public:
  template <class Value = T>
  void return_value(Value&& value) {
    resolveWith(*this->state_, std::forward<Value>(value));
  }
};

template <>
class CoroutinePromise<void> : public CoroutinePromiseBase<void> {
 public:
  void return_void() { state_->fulfill({}); }
};

// NOLINTEND(readability-identifier-naming)

}  // namespace detail
}  // namespace uvscope::core
