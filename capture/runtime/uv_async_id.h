// The async ids of libuv's own handles and requests.
#pragma once

#include <uv.h>

#include "core/async_id.h"

namespace uvscope::capture {

// The id of a handle or request that this thread made; kNativeId when it has none: it is not
// initialised, has ended, or libuv was found before this library (see uvscope_instruments_libuv).
core::AsyncId asyncIdOf(const uv_handle_t* handle);
core::AsyncId asyncIdOf(const uv_req_t* request);

// The same for any type of handle or request.
template <class Object>
core::AsyncId asyncIdOf(const Object* object) {
  if constexpr (requires { object->u.reserved; }) {
    return asyncIdOf(reinterpret_cast<const uv_handle_t*>(object));
  } else {
    return asyncIdOf(reinterpret_cast<const uv_req_t*>(object));
  }
}

}  // namespace uvscope::capture
