#include "core/promise_identity.h"

#include "core/failure.h"

namespace uvscope::core {

void PromiseIdentity::track(AsyncId trigger) {
  id_ = environment_->newAsyncId();
  trigger_ = trigger;
}

void PromiseIdentity::emitInit(void* object, PromiseIdentity* parent) {
  emitInit(object, parent != nullptr ? parent->trackedId() : environment_->defaultTriggerAsyncId());
}

void PromiseIdentity::emitInit(void* object, AsyncId trigger) {
  track(trigger);
  environment_->emitInit({.id = id_,
                          .type = typeOf(Provider::Promise),
                          .trigger = trigger_,
                          .execution = environment_->executionAsyncId(),
                          .object = object,
                          .slots = &slots_});
}

void PromiseIdentity::end() {
  if (detail::current_environment != environment_) return;  // on another thread: nobody to tell
  environment_->releaseSlots(slots_);
  environment_->emitEnded(id_);
}

void PromiseScope::enter(void* object) {
  Environment& environment = promise_.environment();
  const AsyncId id = promise_.trackedId();
  depth_ = environment.stack().push(id, promise_.triggerAsyncId(), &promise_.slots(), object);
  environment.emitBefore(id);
}

void PromiseScope::leave() {
  Environment& environment = promise_.environment();
  environment.emitAfter(promise_.asyncId());
  if (environment.stack().depth() != depth_ + 1) [[unlikely]] {
    failCorruptStack(environment.executionAsyncId(), promise_.asyncId());
  }
  environment.stack().popTo(depth_);
  environment.frameLeft();
}

}  // namespace uvscope::core
