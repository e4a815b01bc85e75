#include "core/environment.h"

#include <cstdlib>

#include "core/errors.h"
#include "core/failure.h"
#include "core/scopes.h"

namespace uvscope::core {
namespace {

using EnvironmentMaker = Environment* (*)();
constinit EnvironmentMaker environment_maker = nullptr;

// Runs the destroy queue early, without any event of its own (rule 27).
class EarlyDestroys final : public Task {
 public:
  explicit EarlyDestroys(Environment& environment) : environment_(environment) {}

  Outcome run() override {
    environment_.runDestroyQueue();
    delete this;
    return Outcome::Returned;
  }

  void drop() override { delete this; }

 private:
  Environment& environment_;
};

}  // namespace

Environment::~Environment() {
  ticks_.dropAll();
  microtasks_.dropAll();
}

ResourceSlots& Environment::currentSlots() {
  ExecutionStack::Frame& frame = stack_.top();
  if (frame.slots == nullptr) frame.slots = slotsOf(frame.id, true);
  return *frame.slots;
}

ResourceSlots* Environment::slotsOf(AsyncId id, bool make) {
  if (make) return &external_slots_[id.value];
  if (external_slots_.empty()) return nullptr;
  const auto found = external_slots_.find(id.value);
  return found != external_slots_.end() ? &found->second : nullptr;
}

void Environment::dropSlots(AsyncId id) {
  const auto found = external_slots_.find(id.value);
  if (found == external_slots_.end()) return;
  releaseSlots(found->second);
  external_slots_.erase(found);
}

void Environment::keepForFrames(ResourceSlots& slots) {
  ResourceSlots& kept = *orphaned_slots_.emplace_back(new ResourceSlots(std::move(slots)));
  stack_.replaceSlots(&slots, &kept);
}

void Environment::emitInit(AsyncId id, TypeId type, AsyncId trigger, void* object) {
  Stores stores = storesToHandOn();
  if (!stores.empty()) slotsOf(id, true)->stores = std::move(stores);
  emitInit(InitArguments{id, type, trigger, executionAsyncId(), object});
}

void Environment::emitExit(int status) {
  const bool outer = std::exchange(exiting_, true);
  for (const auto& handler : std::exchange(process_.exit, {}))
    handler(status);
  exiting_ = outer;
}

void Environment::tellEnded(AsyncId id) {
  if (stack_.executes(id)) {
    ended_inside_.push_back(id);
    any_ended_inside_ = true;
  } else {
    hooks_.emit<HookEvents::Libuv, &HookListener::ended>(id);
  }
}

void Environment::tellEndedInside() {
  any_ended_inside_ = false;
  for (const AsyncId id : std::exchange(ended_inside_, {}))
    tellEnded(id);
}

// The queue has got its first id, or so many that it is to be run early.
void Environment::arrangeDestroys(std::size_t queued) {
  if (queued == DestroyQueue::kLarge) {
    pushMicrotask(new EarlyDestroys(*this));
  } else if (loop_ != nullptr) {
    loop_->requestCheck();
  }
}

LoopServices* Environment::setLoop(LoopServices* loop) {
  if (loop != nullptr && !destroys_.empty()) loop->requestCheck();
  return std::exchange(loop_, loop);
}

void Environment::runDestroyQueue() {
  if (destroys_.empty()) return;
  ResourceSlots none;  // inside destroy no store is visible (rule 86)
  const NativeScope native(*this, &none);
  destroys_.run([this](std::span<const AsyncId> ids) { hooks_.emitDestroys(ids); });
}

void Environment::drainTasks() {
  if (stack_.depth() <= 1) orphaned_slots_.clear();
  do {
    while (Task* const tick = ticks_.pop()) {
      if (tick->run() == Outcome::Threw) return;
    }
    while (Task* const microtask = microtasks_.pop())
      microtask->run();
  } while (!ticks_.empty() || rejections_.process(*this));
}

void Environment::handleUncaught(const std::exception_ptr& error, std::size_t depth) {
  if (!process_.uncaught_exception) {
    failProcess(*this, describe(error), "\nuvscope: an exception that nobody caught",
                kUncaughtStatus);
  }
  try {
    process_.uncaught_exception(error);
  } catch (...) {
    failProcess(*this, describe(std::current_exception()),
                "\nuvscope: thrown by the handler of uncaught exceptions", kHandlerFailedStatus);
  }
  default_trigger_.reset();  // rule 10
  if (loop_ != nullptr) loop_->turnOnceMore();
  while (stack_.depth() > depth) {
    emitAfter(stack_.executionAsyncId());
    stack_.popTo(stack_.depth() - 1);
    frameLeft();
  }
}

thread_local constinit Environment* detail::current_environment = nullptr;

Environment* detail::makeCurrentEnvironment() {
  return environment_maker != nullptr ? environment_maker() : nullptr;
}

void setCurrentEnvironment(Environment* environment) {
  detail::current_environment = environment;
}

void setEnvironmentMaker(Environment* (*maker)()) {
  environment_maker = maker;
}

}  // namespace uvscope::core
