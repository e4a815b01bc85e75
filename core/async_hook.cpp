#include "core/async_hook.h"

#include <memory>
#include <utility>

#include "core/environment.h"
#include "core/program_hook.h"

namespace uvscope::core {

HookEvents ProgramHook::wantedBy(const HookCallbacks& callbacks) {
  const auto wanted = [](const auto& callback, HookEvents event) {
    return callback ? event : HookEvents::None;
  };
  return HookEvents::OfProgram | wanted(callbacks.init, HookEvents::Init) |
         wanted(callbacks.before, HookEvents::Before) | wanted(callbacks.after, HookEvents::After) |
         wanted(callbacks.destroy, HookEvents::Destroy) |
         wanted(callbacks.promise_resolve, HookEvents::PromiseResolve);
}

void AsyncHook::Ender::operator()(ProgramHook* hook) const {
  ProgramHook::end(std::unique_ptr<ProgramHook>(hook));
}

AsyncHook::AsyncHook(Environment& environment, HookCallbacks callbacks)
    : hook_(new ProgramHook(environment, std::move(callbacks))) {}

AsyncHook::~AsyncHook() = default;
AsyncHook::AsyncHook(AsyncHook&&) noexcept = default;
AsyncHook& AsyncHook::operator=(AsyncHook&&) noexcept = default;

AsyncHook& AsyncHook::enable() & {
  hook_->enable();
  return *this;
}

AsyncHook& AsyncHook::disable() {
  hook_->disable();
  return *this;
}

AsyncHook createHook(HookCallbacks callbacks) {
  return {requireEnvironment(), std::move(callbacks)};
}

AsyncId executionAsyncId() {
  const Environment* const environment = currentEnvironment();
  return environment != nullptr ? environment->executionAsyncId() : kNativeId;
}

AsyncId triggerAsyncId() {
  const Environment* const environment = currentEnvironment();
  return environment != nullptr ? environment->triggerAsyncId() : kNativeId;
}

ResourceObject executionAsyncResource() {
  Environment& environment = requireEnvironment();
  const ExecutionStack::Frame& frame = environment.stack().top();
  return {environment, frame.id, frame.object, frame.slots};
}

}  // namespace uvscope::core
