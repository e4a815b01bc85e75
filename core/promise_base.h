// What all promises have, whatever their value: state, reactions, identity. See core/promise.h.
#pragma once

#include <cstdint>
#include <exception>
#include <utility>

#include "core/errors.h"
#include "core/promise_identity.h"
#include "core/task_queue.h"

namespace uvscope::core {

class PromiseBase;

// Something that happens once a promise has settled: a then callback, the rest of a coroutine.
// While the promise is pending it owns its reactions; then the microtask queue does.
class Reaction : public Task {
 public:
  Reaction() = default;

 protected:
  ~Reaction() override { releaseSource(); }

  // The promise that settled, during run().
  [[nodiscard]] PromiseBase& source() const { return *source_; }

  void releaseSource();

 private:
  friend class PromiseBase;
  PromiseBase* source_ = nullptr;  // counted; null until scheduled
};

// Counted, not shared between threads: a promise stays on the thread that made it.
class PromiseBase {
 public:
  enum class State : std::uint8_t { Pending, Fulfilled, Rejected };

  PromiseBase(const PromiseBase&) = delete;
  PromiseBase& operator=(const PromiseBase&) = delete;

  void ref() { ++references_; }

  void unref() {
    if (--references_ == 0) delete this;
  }

  [[nodiscard]] Environment& environment() const { return identity_.environment(); }

  PromiseIdentity& identity() { return identity_; }

  [[nodiscard]] State state() const { return state_; }

  // Why, once rejected.
  [[nodiscard]] const std::exception_ptr& reason() const { return reason_; }

  // Throws ERR_UVSCOPE_WRONG_THREAD elsewhere.
  void requireOwnThread() const {
    if (detail::current_environment != &environment()) [[unlikely]]
      throwWrongThread("this Promise");
  }

  // Rejects it, if it is pending.
  void reject(std::exception_ptr reason);

  // `reaction` runs once this has settled; at the earliest as a microtask.
  void addReaction(Reaction* reaction);

  // Whether somebody looks at a rejection.
  [[nodiscard]] bool handled() const { return handled_; }

  // True once: whoever gets it may settle the promise, now or later. What JavaScript's resolving
  // functions share.
  bool lockIn() { return !std::exchange(locked_in_, true); }

 protected:
  // Emits init: see PromiseIdentity::begin.
  PromiseBase(Environment& environment, PromiseBase* parent) : identity_(environment) {
    identity_.begin(this, parent != nullptr ? &parent->identity_ : nullptr);
  }

  PromiseBase(Environment& environment, AsyncId trigger) : identity_(environment) {
    identity_.begin(this, trigger);
  }

  virtual ~PromiseBase() = default;

  // Its value or reason is there.
  void settle(State state);

 private:
  void schedule(Reaction* reaction);

  PromiseIdentity identity_;
  std::exception_ptr reason_;
  TaskQueue reactions_;
  std::uint32_t references_ = 1;
  State state_ = State::Pending;
  bool locked_in_ = false;
  bool handled_ = false;
};

// A counted reference to a promise's state.
template <class StateType>
class PromisePtr {
 public:
  PromisePtr() = default;

  // Takes over the reference that a new state is born with.
  explicit PromisePtr(StateType* adopted) : state_(adopted) {}

  PromisePtr(const PromisePtr& other) : state_(other.state_) {
    if (state_ != nullptr) state_->ref();
  }

  PromisePtr(PromisePtr&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}

  PromisePtr& operator=(PromisePtr other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }

  ~PromisePtr() {
    if (state_ != nullptr) state_->unref();
  }

  StateType* operator->() const { return state_; }

  StateType& operator*() const { return *state_; }

  [[nodiscard]] StateType* get() const { return state_; }

 private:
  StateType* state_ = nullptr;
};

}  // namespace uvscope::core
