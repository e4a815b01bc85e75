#include "core/next_tick.h"

namespace uvscope::core {

OneShotResource::OneShotResource(Environment& environment, Provider type, void* object)
    : environment_(environment),
      id_(environment.newAsyncId()),
      trigger_(environment.defaultTriggerAsyncId()) {
  slots_.stores = environment.storesToHandOn();
  environment.emitInit({.id = id_,
                        .type = typeOf(type),
                        .trigger = trigger_,
                        .execution = environment.executionAsyncId(),
                        .object = object,
                        .slots = &slots_});
}

OneShotResource::~OneShotResource() {
  environment_.releaseSlots(slots_);
}

void OneShotResource::end() {
  if (!std::exchange(ended_, true)) environment_.emitEnded(id_);
}

}  // namespace uvscope::core
