// What libuv reports by a negative number, as an exception.
#pragma once

#include <stdexcept>
#include <string>

#include <uv.h>

namespace example {

inline void check(int status, const char* what) {
  if (status < 0) throw std::runtime_error(std::string(what) + ": " + uv_strerror(status));
}

}  // namespace example
