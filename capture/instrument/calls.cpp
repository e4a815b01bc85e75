#include "capture/instrument/calls.h"

namespace uvscope::capture {
namespace {

void emitFailed(core::Environment& environment, core::AsyncId id, core::LibuvFunction function,
                int error) {
  environment.emitLibuv({.kind = core::EventKind::Failed,
                         .id = id,
                         .value = error,
                         .trigger = environment.executionAsyncId(),
                         .function = function});
}

}  // namespace

void tellMisused(const Tracked& handle, core::LibuvFunction function) {
  core::Environment& environment = handle.environment();
  environment.emitLibuv({.kind = core::EventKind::Misused,
                         .id = handle.stash.id,
                         .trigger = environment.executionAsyncId(),
                         .function = function});
}

void tellFailed(const Tracked& object, core::LibuvFunction function, int error) {
  if (object) {
    emitFailed(object.environment(), object.stash.id, function, error);
  } else {
    tellFailed(function, error);
  }
}

void tellFailed(core::LibuvFunction function, int error) {
  ThreadContext* const context = contextForProgram();
  if (context == nullptr) return;
  emitFailed(context->environment, core::kNativeId, function, error);
}

}  // namespace uvscope::capture
