// Loops, and what all handles have: uv_run, uv_close, uv_ref, uv_unref.
#include "capture/instrument/real.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {
namespace {

void onClose(uv_handle_t* handle) {
  const Tracked tracked = findTracked(handle);
  Stash stash;
  if (tracked) {
    stash = tracked.stash;
  } else if (!readStash(stashWords(handle), stash)) {
    return;
  }
  runLastCallback<uv_close_cb>(tracked, static_cast<std::uintptr_t>(stash.close_or_detail),
                               core::CallbackReason::Close, 0, handle);
}

// Notes the program's close callback. The one to hand to libuv.
uv_close_cb beginClose(uv_handle_t* handle, uv_close_cb callback, const Tracked& tracked) {
  const auto address = reinterpret_cast<std::uintptr_t>(callback);
  if (!tracked || tracked.stash.closing || !fitsStash(address)) return callback;
  Stash closing = tracked.stash;
  closing.closing = true;
  closing.close_or_detail = address;
  writeStash(stashWords(handle), closing);
  return onClose;
}

template <auto* kFunction>
[[gnu::always_inline]] inline void changeReference(uv_handle_t* handle, bool referenced) {
  const Tracked tracked = findForProgram(handle);
  const bool changes = tracked && (callReal<&uv_has_ref>(handle) != 0) != referenced;
  callReal<kFunction>(handle);
  // A closing handle holds no reference, whatever the program says.
  if (changes && (callReal<&uv_has_ref>(handle) != 0) == referenced) {
    tracked.environment().emitReferenced(tracked.stash.id, referenced);
  }
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_run(uv_loop_t* loop, uv_run_mode mode) {
  ThreadContext* const context = threadContext();
  if (context == nullptr) return callPlain<&uv_run>(loop, mode);
  const InProgram in_program;
  const uvscope::core::NativeScope scope(context->environment);
  return callPlain<&uv_run>(loop, mode);
}

int uv_loop_init(uv_loop_t* loop) {
  return callReal<&uv_loop_init>(loop);
}

int uv_loop_close(uv_loop_t* loop) {
  return callReal<&uv_loop_close>(loop);
}

int uv_loop_fork(uv_loop_t* loop) {
  return callReal<&uv_loop_fork>(loop);
}

uv_loop_t* uv_loop_new() {
  return callReal<&uv_loop_new>();
}

void uv_loop_delete(uv_loop_t* loop) {
  callReal<&uv_loop_delete>(loop);
}

uv_loop_t* uv_default_loop() {
  return callReal<&uv_default_loop>();
}

void uv_close(uv_handle_t* handle, uv_close_cb close_cb) {
  const Tracked tracked = findForProgram(handle);
  const uv_close_cb passed = beginClose(handle, close_cb, tracked);
  if (tracked) tracked.environment().emitClosing(tracked.stash.id);
  callReal<&uv_close>(handle, passed);
}

int uv_tcp_close_reset(uv_tcp_t* handle, uv_close_cb close_cb) {
  auto* const base = reinterpret_cast<uv_handle_t*>(handle);
  const Tracked tracked = findForProgram(base);
  const uv_close_cb passed = beginClose(base, close_cb, tracked);
  const int rc = callReal<&uv_tcp_close_reset>(handle, passed);
  if (!tracked) return rc;
  if (rc == 0) {
    tracked.environment().emitClosing(tracked.stash.id);
  } else {
    writeStash(stashWords(base), tracked.stash);
  }
  return rc;
}

void uv_ref(uv_handle_t* handle) {
  changeReference<&uv_ref>(handle, true);
}

void uv_unref(uv_handle_t* handle) {
  changeReference<&uv_unref>(handle, false);
}
