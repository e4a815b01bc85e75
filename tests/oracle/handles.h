// What the layers over libuv have in common: handles that nobody waits for, failures.
#pragma once

#include <deque>
#include <stdexcept>
#include <string>

#include <uv.h>

namespace uvscope::oracle {

// A failure of libuv that no scenario is about.
inline void check(int rc, const char* call) {
  if (rc < 0) throw std::runtime_error(std::string(call) + ": " + uv_strerror(rc));
}

template <class Handle>
uv_handle_t* asHandle(Handle& handle) {
  return reinterpret_cast<uv_handle_t*>(&handle);
}

// Memory for a handle that is closed without a callback, as Node closes most: nobody is told when
// libuv has done with it, so it stays until the process ends.
template <class Handle>
Handle& keptHandle() {
  static std::deque<Handle>& handles = *new std::deque<Handle>;
  return handles.emplace_back();
}

template <class Handle>
void closeQuietly(Handle& handle) {
  uv_close(asHandle(handle), nullptr);
}

}  // namespace uvscope::oracle
