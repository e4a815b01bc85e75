// How a resource of a type is expected to end; what a missing destroy means follows from it.
#pragma once

#include <cstdint>

#include "core/provider.h"

namespace uvscope::core {

enum class ResourceClass : std::uint8_t {
  ExplicitClose,  // libuv handles: init succeeded, so uv_close is required; Node's Timeout
  OneShot,        // requests, ticks, immediates: one before/after, then destroy
  Collected,  // destroyed by the garbage collector or a destructor: its absence alone is no leak
};

// User types are Collected: their authors decide.
ResourceClass classOf(TypeId type);

// A handle of libuv's. Node's Timeout has to be cleared too, but libuv knows nothing of it.
bool isUvHandle(TypeId type);

}  // namespace uvscope::core
