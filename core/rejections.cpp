#include "core/rejections.h"

#include <utility>

#include "core/environment.h"
#include "core/failure.h"
#include "core/promise_base.h"

namespace uvscope::core {
namespace {

// The handler runs with the promise executing, but without before and after (rule 57). Without a
// handler it is an uncaught exception.
void report(Environment& environment, PromiseBase& promise) {
  PromiseIdentity& identity = promise.identity();
  ExecutionStack& stack = environment.stack();
  const std::size_t depth = stack.depth();
  if (identity.asyncId() != kNativeId) {
    stack.push(identity.asyncId(), identity.triggerAsyncId(), &identity.slots(), &promise);
  }
  const ProcessEvents& process = environment.process();
  if (process.unhandled_rejection) {
    try {
      process.unhandled_rejection(promise.reason(), identity.asyncId());
    } catch (...) {
      environment.handleUncaught(std::current_exception(), stack.depth());
    }
  } else if (process.uncaught_exception) {
    environment.handleUncaught(promise.reason(), stack.depth());
  } else {
    failProcess(environment, describe(promise.reason()),
                "\nuvscope: a promise was rejected with this, and nobody handles it",
                kUncaughtStatus);
  }
  stack.popTo(depth);
}

}  // namespace

Rejections::~Rejections() {
  for (PromiseBase* const promise : pending_)
    promise->unref();
}

void Rejections::add(PromiseBase& promise) {
  promise.ref();
  pending_.push_back(&promise);
}

bool Rejections::process(Environment& environment) {
  if (pending_.empty()) return false;
  for (PromiseBase* const promise : std::exchange(pending_, {})) {
    if (!promise->handled()) report(environment, *promise);
    promise->unref();
  }
  return true;
}

}  // namespace uvscope::core
