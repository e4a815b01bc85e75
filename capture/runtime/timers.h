// setTimeout, setInterval and setImmediate on a libuv loop.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "core/async_id.h"

namespace uvscope::capture {

class TimeoutNode;
class ImmediateNode;

// What setTimeout and setInterval return: a handle; copies mean the same timeout. An empty one
// means none, and nothing can be done to it. The loop keeps a pending timeout, not its handles.
class Timeout {
 public:
  Timeout() = default;

  explicit Timeout(std::shared_ptr<TimeoutNode> node) : node_(std::move(node)) {}

  // Whether it keeps its loop alive; it does when new. No events.
  Timeout& ref();
  Timeout& unref();
  [[nodiscard]] bool hasRef() const;

  // Begins its time anew. One that has fired, or was cleared without effect yet, is a new resource
  // with a new id (rule 36).
  Timeout& refresh();

  // clearTimeout.
  Timeout& close();

  // Zero for none. See refresh().
  [[nodiscard]] core::AsyncId asyncId() const;

  // What ResourceObject::target() is for it.
  [[nodiscard]] void* target() const { return node_.get(); }

  friend bool operator==(const Timeout&, const Timeout&) = default;

 private:
  std::shared_ptr<TimeoutNode> node_;
};

// What setImmediate returns; see Timeout.
class Immediate {
 public:
  Immediate() = default;

  explicit Immediate(std::shared_ptr<ImmediateNode> node) : node_(std::move(node)) {}

  Immediate& ref();
  Immediate& unref();
  [[nodiscard]] bool hasRef() const;

  // clearImmediate.
  void close();

  [[nodiscard]] core::AsyncId asyncId() const;

  [[nodiscard]] void* target() const { return node_.get(); }

  friend bool operator==(const Immediate&, const Immediate&) = default;

 private:
  std::shared_ptr<ImmediateNode> node_;
};

namespace detail {

using Callback = std::function<void()>;

Timeout startTimeout(Callback callback, std::chrono::milliseconds delay, bool repeats);
Immediate startImmediate(Callback callback);

// `callback` with `arguments`. A std::function must be copyable; what cannot be copied is shared.
template <class Function, class... Arguments>
Callback makeCallback(Function&& callback, Arguments&&... arguments) {
  if constexpr (sizeof...(Arguments) == 0 && std::is_copy_constructible_v<std::decay_t<Function>>) {
    return Callback(std::forward<Function>(callback));
  } else {
    using Pair = std::pair<std::decay_t<Function>, std::tuple<std::decay_t<Arguments>...>>;
    const auto call = std::make_shared<Pair>(
        std::piecewise_construct, std::forward_as_tuple(std::forward<Function>(callback)),
        std::forward_as_tuple(std::forward<Arguments>(arguments)...));
    return [call] { std::apply(call->first, call->second); };
  }
}

}  // namespace detail

// Calls `callback` with copies of `arguments` after `delay` (below 1 ms: 1 ms) on the loop that
// this thread runs, or is to run first (see useLoop). What it throws goes to the handler of
// uncaught exceptions. Throws ERR_UVSCOPE_NO_LOOP, and ERR_INVALID_ARG_TYPE for an empty
// std::function.
template <class Function, class... Arguments>
Timeout setTimeout(Function&& callback, std::chrono::milliseconds delay, Arguments&&... arguments) {
  return detail::startTimeout(
      detail::makeCallback(std::forward<Function>(callback), std::forward<Arguments>(arguments)...),
      delay, false);
}

// The same again and again, until it is cleared; also after an exception (rule 76).
template <class Function, class... Arguments>
Timeout setInterval(Function&& callback, std::chrono::milliseconds delay,
                    Arguments&&... arguments) {
  return detail::startTimeout(
      detail::makeCallback(std::forward<Function>(callback), std::forward<Arguments>(arguments)...),
      delay, true);
}

// Calls `callback` in the check phase, after the loop has polled; one made in an immediate a turn
// later (rule 37). Errors as with setTimeout.
template <class Function, class... Arguments>
Immediate setImmediate(Function&& callback, Arguments&&... arguments) {
  return detail::startImmediate(detail::makeCallback(std::forward<Function>(callback),
                                                     std::forward<Arguments>(arguments)...));
}

// No effect on one that is empty, cleared or done.
inline void clearTimeout(Timeout timeout) {
  timeout.close();
}

inline void clearInterval(Timeout timeout) {
  timeout.close();
}

inline void clearImmediate(Immediate immediate) {
  immediate.close();
}

}  // namespace uvscope::capture
