// Scopes that leave what they entered, whatever happens in between.
#pragma once

#include <cstdint>
#include <optional>

#include "core/async_id.h"
#include "core/environment.h"
#include "core/event.h"

namespace uvscope::core {

// A callback of a resource: before on entry, after on exit, the resource executing in between and
// during both hooks (rules 20, 72). Exits by exception too.
class [[nodiscard]] CallbackScope {
 public:
  CallbackScope(Environment& environment, AsyncId id, AsyncId trigger,
                CallbackReason reason = CallbackReason::Callback, std::int64_t value = 0)
      : environment_(environment), id_(id), depth_(environment.stack().push(id, trigger)) {
    environment_.emitBefore(id, reason, value);
  }

  ~CallbackScope() {
    environment_.emitAfter(id_);
    environment_.stack().popTo(depth_);
  }

  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

 private:
  Environment& environment_;
  AsyncId id_;
  std::size_t depth_;
};

// Code that the loop itself runs, outside any callback: ids 0 and 0 (rule 3), no events.
class [[nodiscard]] NativeScope {
 public:
  explicit NativeScope(Environment& environment)
      : stack_(environment.stack()), depth_(stack_.push(kNativeId, kNativeId)) {}

  ~NativeScope() { stack_.popTo(depth_); }

  NativeScope(const NativeScope&) = delete;
  NativeScope& operator=(const NativeScope&) = delete;

 private:
  ExecutionStack& stack_;
  std::size_t depth_;
};

// Names the trigger of the resources made within (rule 10). Nests.
class [[nodiscard]] DefaultTriggerScope {
 public:
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
