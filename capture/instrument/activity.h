// Whether handles are active (uv_is_active), told at every change.
#pragma once

#include <uv.h>

#include "capture/instrument/real.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {

// Libuv looks at the handle alone and calls nothing.
template <class Handle>
bool isActive(const Handle* handle) {
  return callPlain<&uv_is_active>(reinterpret_cast<const uv_handle_t*>(handle)) != 0;
}

// Tells whether `handle` is active if that has changed. `tracked` is its own, of this moment.
template <class Handle>
void tellActivity(Handle* handle, const Tracked& tracked) {
  if (!tracked || tracked.stash.closing) return;
  const bool active = isActive(handle);
  if (active == tracked.stash.active) return;
  setStashActive(stashWords(handle), active);
  const auto kind = active ? core::EventKind::Active : core::EventKind::Inactive;
  tracked.environment().emitLibuv({.kind = kind, .id = tracked.stash.id});
}

// After a call of the program's that may have started or stopped it.
template <class Handle>
void tellActivity(Handle* handle) {
  tellActivity(handle, findForProgram(handle));
}

// After a callback of a handle that is known and open.
template <class Handle>
[[gnu::always_inline]] inline void noticeActivity(Handle* handle) {
  if (isActive(handle) != toldActive(stashWords(handle))) [[unlikely]]
    tellActivity(handle, findTracked(handle));
}

}  // namespace uvscope::capture
