// Who a promise is to the hooks: its id, trigger and slots. Also of the promise that an await makes
// and that no program ever sees (rule 54).
#pragma once

#include <cstddef>

#include "core/async_id.h"
#include "core/environment.h"
#include "core/resource_slots.h"

namespace uvscope::core {

class PromiseIdentity {
 public:
  explicit PromiseIdentity(Environment& environment) : environment_(&environment) {}

  ~PromiseIdentity() {
    if (id_ != kNativeId) end();
  }

  PromiseIdentity(PromiseIdentity&& other) noexcept
      : environment_(other.environment_),
        id_(std::exchange(other.id_, kNativeId)),
        trigger_(other.trigger_),
        slots_(std::move(other.slots_)) {}

  PromiseIdentity(const PromiseIdentity&) = delete;
  PromiseIdentity& operator=(const PromiseIdentity&) = delete;

  // A new promise: emits init while promises are tracked, and inherits the stores of its creator.
  // `parent`: whose trigger it is (rule 16); null: the default one.
  void begin(void* object, PromiseIdentity* parent) {
    slots_.stores = environment_->storesToHandOn();
    if (environment_->tracksPromises()) emitInit(object, parent);
  }

  // The same with a trigger that is known.
  void begin(void* object, AsyncId trigger) {
    slots_.stores = environment_->storesToHandOn();
    if (environment_->tracksPromises()) emitInit(object, trigger);
  }

  // It has settled.
  void resolved() {
    if (environment_->tracksPromises()) environment_->emitPromiseResolve(trackedId());
  }

  [[nodiscard]] Environment& environment() const { return *environment_; }

  // Zero until a hook needs one (rules 1, 56).
  [[nodiscard]] AsyncId asyncId() const { return id_; }

  [[nodiscard]] AsyncId triggerAsyncId() const { return trigger_; }

  ResourceSlots& slots() { return slots_; }

  // Its id, taken now when it has none: a promise that is older than the hooks (rule 56).
  AsyncId trackedId() {
    if (id_ == kNativeId) track(environment_->defaultTriggerAsyncId());
    return id_;
  }

 private:
  void track(AsyncId trigger);
  void emitInit(void* object, PromiseIdentity* parent);
  void emitInit(void* object, AsyncId trigger);
  void end();

  Environment* environment_;
  AsyncId id_;
  AsyncId trigger_;
  ResourceSlots slots_;
};

// A job of a promise: it executes, with before and after, while promises are tracked (rules 52,
// 55).
class [[nodiscard]] PromiseScope {
 public:
  PromiseScope(PromiseIdentity& promise, void* object)
      : promise_(promise), tracked_(promise.environment().tracksPromises()) {
    if (tracked_) enter(object);
  }

  ~PromiseScope() {
    if (tracked_) leave();
  }

  PromiseScope(const PromiseScope&) = delete;
  PromiseScope& operator=(const PromiseScope&) = delete;

 private:
  void enter(void* object);
  void leave();

  PromiseIdentity& promise_;
  std::size_t depth_ = 0;
  bool tracked_;
};

}  // namespace uvscope::core
