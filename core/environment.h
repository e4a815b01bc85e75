// The async_hooks state of one thread: its ids, its execution stack, its hooks (rule 7). Everything
// that makes resources, instrumented libuv calls and the C++ API alike, goes through one of these.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/async_id.h"
#include "core/destroy_queue.h"
#include "core/errors.h"
#include "core/event.h"
#include "core/execution_stack.h"
#include "core/hook_registry.h"
#include "core/local_storages.h"
#include "core/loop_services.h"
#include "core/process_events.h"
#include "core/provider.h"
#include "core/rejections.h"
#include "core/task_queue.h"

namespace uvscope::core {

// Belongs to the thread that made it; no member may be called from another. With no hook enabled an
// emit costs a load and a branch.
class Environment {
 public:
  Environment() = default;
  ~Environment();
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

  LocalStorages& storages() { return storages_; }

  ProcessEvents& process() { return process_; }

  Rejections& rejections() { return rejections_; }

  // Whether promises have ids and contexts: while any hook or AsyncLocalStorage is in use (rule
  // 55).
  [[nodiscard]] bool tracksPromises() const { return hooks_.any() || storages_.any(); }

  // The slots of the executing resource, made when it has none yet. Valid while its frame is.
  ResourceSlots& currentSlots();

  // The stores of the executing resource, for a new one (rule 86).
  [[nodiscard]] Stores storesToHandOn() const {
    const ResourceSlots* const slots = stack_.top().slots;
    return slots == nullptr || slots->stores.empty() ? Stores{} : storages_.handedOn(slots->stores);
  }

  // Slots of a resource that cannot hold them itself (a uv handle or request): kept here, by id,
  // until emitEnded. Null when it has none and `make` is false.
  ResourceSlots* slotsOf(AsyncId id, bool make = false);

  // `slots` are about to end, perhaps while their resource executes: its frames keep what was in
  // them. Called by whoever owns slots.
  void releaseSlots(ResourceSlots& slots) {
    if (stack_.usesSlots(&slots)) [[unlikely]]
      keepForFrames(slots);
  }

  // A uv handle or request. `object` is what Node hands to init as the resource object.
  void emitInit(AsyncId id, TypeId type, AsyncId trigger, void* object);

  void emitInit(const InitArguments& arguments) { hooks_.emitInit(arguments); }

  void emitBefore(AsyncId id, CallbackReason reason = CallbackReason::Callback,
                  std::int64_t value = 0) {
    hooks_.emit<HookEvents::Before, &HookListener::before>(id, reason, value);
  }

  void emitAfter(AsyncId id) { hooks_.emit<HookEvents::After, &HookListener::after>(id); }

  // The resource has ended: its destroy is queued, if a hook wants any (rule 28).
  void emitEnded(AsyncId id, bool queue_destroy = true) {
    if (hooks_.wants(HookEvents::Libuv)) tellEnded(id);
    if (!external_slots_.empty()) dropSlots(id);
    if (queue_destroy) queueDestroy(id);
  }

  // To be called when a frame has been left: what ended inside its own scope ends now.
  void frameLeft() {
    if (any_ended_inside_) [[unlikely]]
      tellEndedInside();
  }

  // Only the destroy: rule 62 has it come as often as it is asked for.
  void queueDestroy(AsyncId id) {
    if (!hooks_.wants(HookEvents::Destroy)) return;
    const std::size_t queued = destroys_.push(id);
    if (queued == 1 || queued == DestroyQueue::kLarge) [[unlikely]]
      arrangeDestroys(queued);
  }

  void emitPromiseResolve(AsyncId id) {
    hooks_.emit<HookEvents::PromiseResolve, &HookListener::promiseResolve>(id);
  }

  void emitClosing(AsyncId id) { hooks_.emit<HookEvents::Libuv, &HookListener::closing>(id); }

  void emitReferenced(AsyncId id, bool referenced) {
    hooks_.emit<HookEvents::Libuv, &HookListener::referenced>(id, referenced);
  }

  void emitLibuv(const LibuvEvent& event) {
    hooks_.emit<HookEvents::Libuv, &HookListener::libuv, const LibuvEvent&>(event);
  }

  void emitRetype(AsyncId id, TypeId type) {
    hooks_.emit<HookEvents::Libuv, &HookListener::retype>(id, type);
  }

  void emitDetail(AsyncId id, std::string_view text) {
    hooks_.emit<HookEvents::Libuv, &HookListener::detail>(id, text);
  }

  // Calls the exit handlers, each once.
  void emitExit(int status);

  // Whether they are being called: no ticks are taken then.
  [[nodiscard]] bool exiting() const { return exiting_; }

  // Tells the destroy hooks of all that has ended, with nothing executing (rules 23, 25, 72).
  void runDestroyQueue();

  void pushTick(Task* tick) { ticks_.push(tick); }

  void pushMicrotask(Task* microtask) { microtasks_.push(microtask); }

  // Ticks until there are none, then microtasks, again and again; then rejections (rule 87). For
  // the outermost callback that ends; nothing executes meanwhile.
  void drainTasks();

  [[nodiscard]] bool hasTasks() const {
    return !ticks_.empty() || !microtasks_.empty() || rejections_.pending();
  }

  // Callbacks of the loop that run now, one inside another (see CallbackScope). Zero again inside a
  // nested uv_run, so that its callbacks are followed by their own ticks.
  std::uint32_t& callbackDepth() { return callback_depth_; }

  // Whether exceptions that escape a callback end here. Otherwise they pass on through libuv, as
  // they do in programs that do not use this API.
  [[nodiscard]] bool guardsCallbacks() const { return guards_callbacks_; }

  void guardCallbacks() { guards_callbacks_ = true; }

  // An exception has escaped from a callback whose frame is at `depth`: the handler is called, or
  // the process ends (rules 74, 78). Frames that the callback entered by hand are left.
  void handleUncaught(const std::exception_ptr& error, std::size_t depth);

  // The loop that this thread runs; null: none yet. Not owned.
  [[nodiscard]] LoopServices* loop() const { return loop_; }

  // For LoopScope. Returns the former.
  LoopServices* setLoop(LoopServices* loop);

 private:
  friend class DefaultTriggerScope;

  void tellEnded(AsyncId id);
  void tellEndedInside();
  void arrangeDestroys(std::size_t queued);
  void dropSlots(AsyncId id);
  void keepForFrames(ResourceSlots& slots);

  std::uint64_t last_id_ = kFirstResourceId.value - 1;
  std::optional<AsyncId> default_trigger_;
  ExecutionStack stack_;
  HookRegistry hooks_;
  LocalStorages storages_;
  std::unordered_map<std::uint64_t, ResourceSlots> external_slots_;
  std::vector<std::unique_ptr<ResourceSlots>> orphaned_slots_;  // of frames, see releaseSlots

  std::vector<AsyncId> ended_inside_;  // still executing, see frameLeft
  bool any_ended_inside_ = false;

  TaskQueue ticks_;
  TaskQueue microtasks_;
  Rejections rejections_;
  DestroyQueue destroys_;
  std::uint32_t callback_depth_ = 0;

  bool guards_callbacks_ = false;
  bool exiting_ = false;
  ProcessEvents process_;
  LoopServices* loop_ = nullptr;
};

namespace detail {
// The one global of core: Node's API asks for "the current" ids without naming an environment.
// libuvscope is loaded at program start, never later: the fast way to a thread's variables.
[[gnu::tls_model("initial-exec")]] extern thread_local constinit Environment* current_environment;
Environment* makeCurrentEnvironment();
}  // namespace detail

// The environment of this thread; null where none was set or made.
inline Environment* currentEnvironment() {
  Environment* const environment = detail::current_environment;
  if (environment == nullptr) [[unlikely]]
    return detail::makeCurrentEnvironment();
  return environment;
}

// The same for the API, which cannot do without: throws ERR_UVSCOPE_NO_ENVIRONMENT.
inline Environment& requireEnvironment() {
  Environment* const environment = currentEnvironment();
  if (environment == nullptr) [[unlikely]]
    throwNoEnvironment();
  return *environment;
}

// Makes `environment` that of this thread until the next call; null takes it away. Not owned.
void setCurrentEnvironment(Environment* environment);

// How threads get their environment at first use; null: not at all. Set once, by the library's
// start-up.
void setEnvironmentMaker(Environment* (*maker)());

}  // namespace uvscope::core
