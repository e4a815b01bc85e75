// The async_hooks state of one thread: its ids, its execution stack, its hooks (rule 7). Everything
// that makes resources, instrumented libuv calls and the C++ API alike, goes through one of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/async_id.h"
#include "core/event.h"
#include "core/execution_stack.h"
#include "core/hook_registry.h"
#include "core/provider.h"

namespace uvscope::core {

// Belongs to the thread that made it; no member may be called from another. With no hook enabled an
// emit costs a load and a branch.
class Environment {
 public:
  Environment() = default;
  ~Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // Takes the next id, also while no hook is enabled (rule 1).
  AsyncId newAsyncId() { return AsyncId{++last_id_}; }

  // Gives `id` back when the call it was taken for failed. Only the newest can be: else it stays
  // unused, which is allowed.
  void returnAsyncId(AsyncId id) {
    if (id.value == last_id_) --last_id_;
  }

  [[nodiscard]] AsyncId executionAsyncId() const { return stack_.executionAsyncId(); }

  [[nodiscard]] AsyncId triggerAsyncId() const { return stack_.triggerAsyncId(); }

  // The trigger of a resource for which nobody names one (rule 9): that of the innermost
  // DefaultTriggerScope, else the executing resource.
  [[nodiscard]] AsyncId defaultTriggerAsyncId() const {
    return default_trigger_ ? *default_trigger_ : executionAsyncId();
  }

  ExecutionStack& stack() { return stack_; }

  HookRegistry& hooks() { return hooks_; }

  // `resource` is what Node hands to init as the resource object; may be null.
  void emitInit(AsyncId id, TypeId type, AsyncId trigger, void* resource) {
    hooks_.emit(&HookListener::init,
                InitArguments{id, type, trigger, executionAsyncId(), resource});
  }

  void emitBefore(AsyncId id, CallbackReason reason, std::int64_t value) {
    hooks_.emit(&HookListener::before, id, reason, value);
  }

  void emitAfter(AsyncId id) { hooks_.emit(&HookListener::after, id); }

  void emitDestroy(AsyncId id) { hooks_.emit(&HookListener::destroy, id); }

  void emitPromiseResolve(AsyncId id) { hooks_.emit(&HookListener::promiseResolve, id); }

  void emitClosing(AsyncId id) { hooks_.emit(&HookListener::closing, id); }

  void emitReferenced(AsyncId id, bool referenced) {
    hooks_.emit(&HookListener::referenced, id, referenced);
  }

  void emitRetype(AsyncId id, TypeId type) { hooks_.emit(&HookListener::retype, id, type); }

  void emitDetail(AsyncId id, std::string_view text) {
    hooks_.emit(&HookListener::detail, id, text);
  }

 private:
  friend class DefaultTriggerScope;

  std::uint64_t last_id_ = kFirstResourceId.value - 1;
  std::optional<AsyncId> default_trigger_;
  ExecutionStack stack_;
  HookRegistry hooks_;
};

// The environment of this thread; null where none was set.
Environment* currentEnvironment();
// Makes `environment` that of this thread until the next call; null takes it away. Not owned.
void setCurrentEnvironment(Environment* environment);

}  // namespace uvscope::core
