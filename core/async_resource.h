// A resource that a program makes itself: something that will call back later, such as a query sent
// to a database. Its events come in the order init (in the constructor), then any number of
// before/after pairs (runInAsyncScope), then destroy.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/async_id.h"
#include "core/environment.h"
#include "core/errors.h"
#include "core/scopes.h"

namespace uvscope::core {

struct AsyncResourceOptions {
  // Why it is made; none: the executing resource (rule 9). Any id up to kMaxAsyncId, and
  // kUnknownId; it need not exist (rule 60).
  std::optional<AsyncId> trigger_async_id = {};
  // Its end alone emits no destroy; emitDestroy() does.
  bool require_manual_destroy = false;
};

// Base class or member. Belongs to the thread that made it: used elsewhere it throws
// ERR_UVSCOPE_WRONG_THREAD. Its end emits destroy, as garbage collection does in Node, unless that
// was done by hand or left to it (rules 34, 62). May end inside its own scope.
class AsyncResource {
 public:
  // Throws AsyncHooksError: ERR_ASYNC_TYPE for an empty `type` while an init hook is enabled (rule
  // 59), ERR_INVALID_ASYNC_ID (rule 60). `type` is copied.
  explicit AsyncResource(std::string_view type, const AsyncResourceOptions& options = {});

  // The older form.
  AsyncResource(std::string_view type, AsyncId trigger)
      : AsyncResource(type, AsyncResourceOptions{.trigger_async_id = trigger}) {}

  virtual ~AsyncResource();
  AsyncResource(const AsyncResource&) = delete;
  AsyncResource& operator=(const AsyncResource&) = delete;

  [[nodiscard]] AsyncId asyncId() const { return id_; }

  [[nodiscard]] AsyncId triggerAsyncId() const { return trigger_; }

  // Calls `callback` with `arguments` as a callback of this resource and returns what it returns;
  // what it throws goes on to the caller (rule 61). Also after emitDestroy().
  template <class Callback, class... Arguments>
  decltype(auto) runInAsyncScope(Callback&& callback, Arguments&&... arguments) {
    const AsyncScope scope(ownEnvironment(), id_, trigger_, &slots_, this);
    return std::invoke(std::forward<Callback>(callback), std::forward<Arguments>(arguments)...);
  }

  // A function that runs `callback` as a callback of this resource, which must outlive its calls.
  template <class Callback>
  auto bind(Callback callback) {
    requireCallable(callback, "bind");
    return [this, callback = std::move(callback)](auto&&... arguments) mutable -> decltype(auto) {
      return this->runInAsyncScope(callback, std::forward<decltype(arguments)>(arguments)...);
    };
  }

  // The same with a new resource of its own, which lives as long as the function and its copies
  // (rule 63).
  template <class Callback>
  static auto bind(Callback callback, std::string_view type) {
    requireCallable(callback, "bind");
    return [resource = std::make_shared<AsyncResource>(type),
            callback = std::move(callback)](auto&&... arguments) mutable -> decltype(auto) {
      return resource->runInAsyncScope(callback, std::forward<decltype(arguments)>(arguments)...);
    };
  }

  // Queues a destroy, one a call (rule 62).
  AsyncResource& emitDestroy();

  // Deprecated, as in Node: runInAsyncScope cannot be left out of order. emitAfter ends the process
  // when this is not the innermost scope (rule 64).
  [[deprecated("use runInAsyncScope")]] AsyncResource& emitBefore() {
    enterByHand();
    return *this;
  }

  [[deprecated("use runInAsyncScope")]] AsyncResource& emitAfter() {
    leaveByHand();
    return *this;
  }

  // What they do, for languages that have no scopes.
  void enterByHand();
  void leaveByHand();

 private:
  [[nodiscard]] Environment& ownEnvironment() const {
    if (detail::current_environment != environment_) [[unlikely]]
      throwWrongThread("this AsyncResource");
    return *environment_;
  }

  static AsyncId triggerOf(Environment& environment, std::string_view type,
                           const AsyncResourceOptions& options) {
    if (type.empty() && environment.hooks().programWantsInit()) [[unlikely]]
      throwInvalidType();
    if (!options.trigger_async_id) return environment.defaultTriggerAsyncId();
    const AsyncId trigger = *options.trigger_async_id;
    if (!isValidTrigger(trigger)) [[unlikely]]
      throwInvalidTrigger(static_cast<std::int64_t>(trigger.value));
    return trigger;
  }

  Environment* environment_;
  AsyncId id_;
  AsyncId trigger_;
  ResourceSlots slots_;
  bool destroyed_ = false;  // emitDestroy was called
  bool manual_;             // require_manual_destroy
  bool had_destroy_hook_;   // when it was made: else its end tells no hook (rule 62)
};

// Both inline: a program may make a resource for each of its smallest operations, and the calls
// would cost as much as the rest.
[[gnu::always_inline]] inline AsyncResource::AsyncResource(std::string_view type,
                                                           const AsyncResourceOptions& options)
    : environment_(&requireEnvironment()),
      trigger_(triggerOf(*environment_, type, options)),
      slots_{environment_->storesToHandOn(), {}},
      manual_(options.require_manual_destroy),
      had_destroy_hook_(environment_->hooks().wants(HookEvents::Destroy)) {
  id_ = environment_->newAsyncId();
  environment_->emitInit({.id = id_,
                          .type = kUserType,
                          .trigger = trigger_,
                          .execution = environment_->executionAsyncId(),
                          .object = this,
                          .type_name = type,
                          .slots = &slots_});
}

[[gnu::always_inline]] inline AsyncResource::~AsyncResource() {
  // On another thread there is nobody to tell.
  if (detail::current_environment != environment_) [[unlikely]]
    return;
  environment_->releaseSlots(slots_);
  if (!destroyed_ && !manual_) environment_->emitEnded(id_, had_destroy_hook_);
}

// The type of a bound function whose type nobody named (rule 63).
inline constexpr std::string_view kBoundFunctionType = "bound-anonymous-fn";

}  // namespace uvscope::core
