#include "capture/runtime/uv_async_id.h"

#include "capture/instrument/stash.h"

namespace uvscope::capture {
namespace {

template <class Object>
core::AsyncId idIn(const Object* object) {
  Stash stash;
  void* const* const words = stashWords(const_cast<Object*>(object));  // NOLINT: read only
  return readStash(words, stash) ? stash.id : core::kNativeId;
}

}  // namespace

core::AsyncId asyncIdOf(const uv_handle_t* handle) {
  return idIn(handle);
}

core::AsyncId asyncIdOf(const uv_req_t* request) {
  return idIn(request);
}

}  // namespace uvscope::capture
