// Scopes that leave what they entered, whatever happens in between.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "core/async_id.h"
#include "core/environment.h"
#include "core/event.h"
#include "core/failure.h"

namespace uvscope::core {

// Makes a resource the executing one, with before on entry and after on exit (rules 20, 72). Exits
// by exception too. Ends the process when something inside has not left what it entered (rule 64).
class [[nodiscard]] AsyncScope {
 public:
  AsyncScope(Environment& environment, AsyncId id, AsyncId trigger, ResourceSlots* slots = nullptr,
             void* object = nullptr)
      : environment_(environment),
        id_(id),
        depth_(environment.stack().push(id, trigger, slots, object)) {
    environment_.emitBefore(id);
  }

  ~AsyncScope() {
    environment_.emitAfter(id_);
    ExecutionStack& stack = environment_.stack();
    if (stack.depth() != depth_ + 1) [[unlikely]]
      failCorruptStack(stack.executionAsyncId(), id_);
    stack.pop();
    environment_.frameLeft();
  }

  AsyncScope(const AsyncScope&) = delete;
  AsyncScope& operator=(const AsyncScope&) = delete;

  // Where its frame stands.
  [[nodiscard]] std::size_t depth() const { return depth_ + 1; }

 private:
  Environment& environment_;
  AsyncId id_;
  std::size_t depth_;  // before our push
};

// A callback that the loop makes: ticks and microtasks run when the outermost has ended (rule 87),
// unless it failed (rule 76).
class [[nodiscard]] LoopCallbackScope {
 public:
  explicit LoopCallbackScope(Environment& environment) : environment_(environment) {
    ++environment_.callbackDepth();
  }

  ~LoopCallbackScope() {
    if (--environment_.callbackDepth() == 0 && environment_.hasTasks() && !failed_) {
      environment_.drainTasks();
    }
  }

  LoopCallbackScope(const LoopCallbackScope&) = delete;
  LoopCallbackScope& operator=(const LoopCallbackScope&) = delete;

  void setFailed() { failed_ = true; }

 private:
  Environment& environment_;
  bool failed_ = false;
};

// A callback of a uv handle or request: before, the callback, after.
class [[nodiscard]] CallbackScope {
 public:
  CallbackScope(Environment& environment, AsyncId id, AsyncId trigger,
                CallbackReason reason = CallbackReason::Callback, std::int64_t value = 0,
                void* object = nullptr)
      : environment_(environment),
        id_(id),
        loop_callback_(environment),
        depth_(environment.stack().push(id, trigger, environment.slotsOf(id), object)) {
    environment_.emitBefore(id, reason, value);
  }

  ~CallbackScope() {
    environment_.emitAfter(id_);
    ExecutionStack& stack = environment_.stack();
    // A callback that was left by longjmp has no after; without the API that is the program's own
    // affair.
    if (stack.depth() != depth_ + 1 && environment_.guardsCallbacks()) [[unlikely]] {
      failCorruptStack(stack.executionAsyncId(), id_);
    }
    stack.popTo(depth_);
    environment_.frameLeft();
  }

  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

  // Calls the program's callback; see Environment::guardsCallbacks for what it throws.
  template <class Callback, class... Arguments>
  void run(Callback&& callback, Arguments&&... arguments) {
    if (!environment_.guardsCallbacks()) {
      callback(std::forward<Arguments>(arguments)...);
      return;
    }
    try {
      callback(std::forward<Arguments>(arguments)...);
    } catch (...) {
      loop_callback_.setFailed();
      environment_.handleUncaught(std::current_exception(), depth_ + 1);
    }
  }

 private:
  Environment& environment_;
  AsyncId id_;
  LoopCallbackScope loop_callback_;  // ends after the frame has been left
  std::size_t depth_;
};

// Code that the loop itself runs, outside any callback: ids 0 and 0 (rule 3), no events.
class [[nodiscard]] NativeScope {
 public:
  explicit NativeScope(Environment& environment)
      : stack_(environment.stack()), depth_(stack_.pushNative()) {}

  // The same with stores of its own in `slots`.
  NativeScope(Environment& environment, ResourceSlots* slots)
      : stack_(environment.stack()), depth_(stack_.push(kNativeId, kNativeId, slots)) {}

  ~NativeScope() { stack_.popTo(depth_); }

  NativeScope(const NativeScope&) = delete;
  NativeScope& operator=(const NativeScope&) = delete;

 private:
  ExecutionStack& stack_;
  std::size_t depth_;
};

// What runs within belongs to `loop`; null: to none. Nests.
class [[nodiscard]] LoopScope {
 public:
  LoopScope(Environment& environment, LoopServices* loop)
      : environment_(environment), outer_(environment.setLoop(loop)) {}

  ~LoopScope() { environment_.setLoop(outer_); }

  LoopScope(const LoopScope&) = delete;
  LoopScope& operator=(const LoopScope&) = delete;

 private:
  Environment& environment_;
  LoopServices* outer_;
};

// Names the trigger of the resources made within (rule 10). Nests.
class [[nodiscard]] DefaultTriggerScope {
 public:
  // Of this thread. Throws ERR_UVSCOPE_NO_ENVIRONMENT.
  explicit DefaultTriggerScope(AsyncId trigger)
      : DefaultTriggerScope(requireEnvironment(), trigger) {}

  DefaultTriggerScope(Environment& environment, AsyncId trigger)
      : environment_(environment), previous_(environment.default_trigger_) {
    environment_.default_trigger_ = trigger;
  }

  ~DefaultTriggerScope() { environment_.default_trigger_ = previous_; }

  DefaultTriggerScope(const DefaultTriggerScope&) = delete;
  DefaultTriggerScope& operator=(const DefaultTriggerScope&) = delete;

 private:
  Environment& environment_;
  std::optional<AsyncId> previous_;
};

}  // namespace uvscope::core
