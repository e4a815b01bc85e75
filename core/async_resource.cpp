#include "core/async_resource.h"

#include "core/failure.h"

namespace uvscope::core {

AsyncResource& AsyncResource::emitDestroy() {
  Environment& environment = ownEnvironment();
  if (std::exchange(destroyed_, true)) {
    environment.queueDestroy(id_);
  } else {
    environment.emitEnded(id_);
  }
  return *this;
}

void AsyncResource::enterByHand() {
  Environment& environment = ownEnvironment();
  environment.stack().push(id_, trigger_, &slots_, this);
  environment.emitBefore(id_);
}

void AsyncResource::leaveByHand() {
  Environment& environment = ownEnvironment();
  environment.emitAfter(id_);
  ExecutionStack& stack = environment.stack();
  if (stack.depth() == 0 || stack.executionAsyncId() != id_) {
    failCorruptStack(stack.executionAsyncId(), id_);
  }
  stack.popTo(stack.depth() - 1);
  environment.frameLeft();
}

}  // namespace uvscope::core
