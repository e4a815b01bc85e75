// Handles that watch no descriptor: timers, idle, prepare and check handles, asyncs.
#include "capture/instrument/detail.h"
#include "capture/instrument/real.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {
namespace {

using core::CallbackReason;
using core::Provider;

void onTimer(uv_timer_t* handle) {
  runHandleCallback<uv_timer_cb>(CallbackReason::Callback, 0, handle);
}

void onIdle(uv_idle_t* handle) {
  runHandleCallback<uv_idle_cb>(CallbackReason::Callback, 0, handle);
}

void onPrepare(uv_prepare_t* handle) {
  runHandleCallback<uv_prepare_cb>(CallbackReason::Callback, 0, handle);
}

void onCheck(uv_check_t* handle) {
  runHandleCallback<uv_check_cb>(CallbackReason::Callback, 0, handle);
}

void onAsync(uv_async_t* handle) {
  runHandleCallback<uv_async_cb>(CallbackReason::Callback, 0, handle);
}

// A timer may be started a million times a second: its text is made only when it says anything new.
void describeTimer(const Tracked& tracked, uv_timer_t* handle, std::uint64_t timeout,
                   std::uint64_t repeat) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;
  const std::uint64_t hash = ((timeout * kOdd) ^ (repeat + 1)) * kOdd >> 16U;
  if ((hash & kStashMask) == tracked.stash.close_or_detail) return;
  DetailText text("timeout ", timeout, " ms");
  if (repeat != 0) text.add(", repeat ").add(repeat).add(" ms");
  tellDetail(tracked, stashWords(handle), hash, text.view());
}

// Starting one of these again while it is active changes nothing, not even its callback.
template <auto* kFunction, class Handle, class Callback>
[[gnu::always_inline]] inline int startOnce(Handle* handle, Callback callback,
                                            Callback trampoline) {
  const auto* const base = reinterpret_cast<const uv_handle_t*>(handle);
  const bool active = callReal<&uv_is_active>(base) != 0;
  CallbackSwap swap(handle, callback, trampoline);
  const int rc = callReal<kFunction>(handle, swap.passed());
  if (rc == 0 && !active) (void)swap.accepted();
  return rc;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_timer_init(uv_loop_t* loop, uv_timer_t* handle) {
  const int rc = callReal<&uv_timer_init>(loop, handle);
  if (rc == 0) handleMade(handle, Provider::Timer);
  return rc;
}

int uv_timer_start(uv_timer_t* handle, uv_timer_cb cb, uint64_t timeout, uint64_t repeat) {
  CallbackSwap swap(handle, cb, onTimer);
  const int rc = callReal<&uv_timer_start>(handle, swap.passed(), timeout, repeat);
  if (rc != 0) return rc;
  if (const Tracked& tracked = swap.accepted()) describeTimer(tracked, handle, timeout, repeat);
  return rc;
}

// Starts the timer by uv_timer_start, with the trampoline.
int uv_timer_again(uv_timer_t* handle) {
  return callReal<&uv_timer_again>(handle);
}

int uv_idle_init(uv_loop_t* loop, uv_idle_t* idle) {
  const int rc = callReal<&uv_idle_init>(loop, idle);
  if (rc == 0) handleMade(idle, Provider::Idle);
  return rc;
}

int uv_idle_start(uv_idle_t* idle, uv_idle_cb cb) {
  return startOnce<&uv_idle_start>(idle, cb, onIdle);
}

int uv_prepare_init(uv_loop_t* loop, uv_prepare_t* prepare) {
  const int rc = callReal<&uv_prepare_init>(loop, prepare);
  if (rc == 0) handleMade(prepare, Provider::Prepare);
  return rc;
}

int uv_prepare_start(uv_prepare_t* prepare, uv_prepare_cb cb) {
  return startOnce<&uv_prepare_start>(prepare, cb, onPrepare);
}

int uv_check_init(uv_loop_t* loop, uv_check_t* check) {
  const int rc = callReal<&uv_check_init>(loop, check);
  if (rc == 0) handleMade(check, Provider::Check);
  return rc;
}

int uv_check_start(uv_check_t* check, uv_check_cb cb) {
  return startOnce<&uv_check_start>(check, cb, onCheck);
}

// The callback belongs to the init here, before which there is no stash to keep it in. Another
// thread may send at once, but only the loop's own thread runs the callback.
int uv_async_init(uv_loop_t* loop, uv_async_t* async, uv_async_cb async_cb) {
  const auto address = reinterpret_cast<std::uintptr_t>(async_cb);
  ThreadContext* const context = contextForProgram();
  const bool swap = context != nullptr && async_cb != nullptr && fitsStash(address) &&
                    !isLibuvCode(reinterpret_cast<const void*>(async_cb));
  const int rc = callReal<&uv_async_init>(loop, async, swap ? onAsync : async_cb);
  if (rc != 0) return rc;
  handleMade(async, Provider::Async, context, swap ? address : 0);
  return rc;
}
