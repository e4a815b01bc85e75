// A failed libuv call as an error.
#pragma once

#include <string>

#include <uv.h>

#include "core/result.h"

namespace uvscope::capture {

inline core::Error uvError(const char* call, int rc) {
  return {core::ErrorCode::System, std::string(call) + ": " + uv_strerror(rc)};
}

}  // namespace uvscope::capture
