// Members of Promise<T> that combine several promises, or end one: all, allSettled, race, any,
// finally. Included by core/promise.h.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/promise.h"

namespace uvscope::core {

// Why Promise::any was rejected: all of them were.
class AggregateError : public std::runtime_error {
 public:
  explicit AggregateError(std::vector<std::exception_ptr> errors)
      : std::runtime_error("All promises were rejected"), errors_(std::move(errors)) {}

  // In the order of the promises.
  [[nodiscard]] const std::vector<std::exception_ptr>& errors() const { return errors_; }

 private:
  std::vector<std::exception_ptr> errors_;
};

namespace detail {

// What the members of a list have in common: results by position, and how many are missing.
template <class Result>
struct Gathering {
  std::vector<std::optional<Result>> results;
  std::size_t missing;

  explicit Gathering(std::size_t count) : results(count), missing(count) {}

  // Whether that was the last one.
  bool put(std::size_t position, Result result) {
    results[position] = std::move(result);
    return --missing == 0;
  }

  std::vector<Result> take() {
    std::vector<Result> list;
    list.reserve(results.size());
    for (std::optional<Result>& result : results)
      list.push_back(std::move(*result));
    return list;
  }
};

// Hands a member of the list to `then`: its value is copied out of the promise.
template <class T, class OnValue, class OnRejected>
void onEach(const Promise<T>& promise, OnValue on_value, OnRejected on_rejected) {
  PromiseState<T>* const state = promise.state().get();
  promise.then([state, on_value = std::move(on_value)] { on_value(state->take()); },
               [on_rejected = std::move(on_rejected)](std::exception_ptr reason) {
                 on_rejected(std::move(reason));
               });
}

}  // namespace detail

template <class T>
template <class OnFinally>
Promise<T> Promise<T>::finally(OnFinally on_finally) const {
  const auto callback = std::make_shared<OnFinally>(std::move(on_finally));
  // What the callback returned, as a promise to wait for.
  const auto call = [callback] {
    if constexpr (detail::kIsPromise<std::decay_t<std::invoke_result_t<OnFinally&>>>) {
      return (*callback)();
    } else {
      (*callback)();
      return Promise<void>::resolve();
    }
  };
  const auto fulfilled = [call, state = state_.get()] {
    const auto waited = call();
    if constexpr (std::is_void_v<T>) {
      return waited.then([] {});
    } else {
      return waited.then([value = state->take()]() mutable -> T { return std::move(value); });
    }
  };
  const auto rejected = [call](const std::exception_ptr& reason) {
    return call().then([reason]() -> T { std::rethrow_exception(reason); });
  };
  return then(fulfilled, rejected);
}

template <class T>
template <class Promises>
auto Promise<T>::all(const Promises& promises) {
  using Value = typename State::Value;
  using List = std::vector<Value>;
  auto [result, resolve, reject] = withResolvers<List>();
  const auto gathering = std::make_shared<detail::Gathering<Value>>(std::size(promises));
  if (gathering->missing == 0) resolve(List{});
  std::size_t position = 0;
  for (const Promise& promise : promises) {
    detail::onEach(
        promise,
        [gathering, position, resolve = resolve](Value value) {
          if (gathering->put(position, std::move(value))) resolve(gathering->take());
        },
        reject);
    ++position;
  }
  return std::move(result);
}

template <class T>
template <class Promises>
auto Promise<T>::allSettled(const Promises& promises) {
  using List = std::vector<Settled<T>>;
  auto [result, resolve, reject] = withResolvers<List>();
  const auto gathering = std::make_shared<detail::Gathering<Settled<T>>>(std::size(promises));
  if (gathering->missing == 0) resolve(List{});
  std::size_t position = 0;
  for (const Promise& promise : promises) {
    const auto put = [gathering, position, resolve = resolve](Settled<T> settled) {
      if (gathering->put(position, std::move(settled))) resolve(gathering->take());
    };
    detail::onEach(
        promise,
        [put](typename State::Value value) {
          put({std::move(value), nullptr});
        },
        [put](std::exception_ptr reason) {
          put({std::nullopt, std::move(reason)});
        });
    ++position;
  }
  return std::move(result);
}

template <class T>
template <class Promises>
Promise<T> Promise<T>::race(const Promises& promises) {
  auto [result, resolve, reject] = withResolvers<T>();
  for (const Promise& promise : promises)
    detail::onEach(promise, resolve, reject);
  return std::move(result);
}

template <class T>
template <class Promises>
Promise<T> Promise<T>::any(const Promises& promises) {
  auto [result, resolve, reject] = withResolvers<T>();
  const auto errors = std::make_shared<detail::Gathering<std::exception_ptr>>(std::size(promises));
  if (errors->missing == 0) reject(AggregateError({}));
  std::size_t position = 0;
  for (const Promise& promise : promises) {
    detail::onEach(promise, resolve,
                   [errors, position, reject = reject](std::exception_ptr reason) {
                     if (errors->put(position, std::move(reason))) {
                       reject(AggregateError(errors->take()));
                     }
                   });
    ++position;
  }
  return std::move(result);
}

}  // namespace uvscope::core
