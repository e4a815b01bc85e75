// Handles that watch no descriptor: timers, idle, prepare and check handles, asyncs.
#include "capture/instrument/calls.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/trampoline.h"
#include "capture/recorder/sender_ring.h"

namespace uvscope::capture {
namespace {

using core::Provider;

// Libuv calls these one after the other, with no system call between.
constexpr CallbackTraits kInARow{.chain = Chain::Yes, .may_stop = false};
constexpr CallbackTraits kInARowMayStop{.chain = Chain::Yes};

void onTimer(uv_timer_t* handle) {
  runHandleCallback<uv_timer_cb, kInARowMayStop>(0, handle);
}

void onIdle(uv_idle_t* handle) {
  runHandleCallback<uv_idle_cb, kInARow>(0, handle);
}

void onPrepare(uv_prepare_t* handle) {
  runHandleCallback<uv_prepare_cb, kInARow>(0, handle);
}

void onCheck(uv_check_t* handle) {
  runHandleCallback<uv_check_cb, kInARow>(0, handle);
}

void onAsync(uv_async_t* handle) {
  runHandleCallback<uv_async_cb, CallbackTraits{.may_stop = false}>(0, handle);
}

std::uint64_t hashOfTimes(std::uint64_t timeout, std::uint64_t repeat) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;
  return ((timeout * kOdd) ^ (repeat + 1)) * kOdd >> 16U;
}

// A timer may be started a million times a second: its text is made only when it says anything new.
void describeTimer(const Tracked& tracked, uv_timer_t* handle, std::uint64_t timeout,
                   std::uint64_t repeat) {
  const std::uint64_t hash = hashOfTimes(timeout, repeat);
  if ((hash & kStashMask) == tracked.stash.close_or_detail) return;
  DetailText text("timeout ", timeout, " ms");
  if (repeat != 0) text.add(", repeat ").add(repeat).add(" ms");
  tellDetail(tracked, stashWords(handle), hash, text.view());
}

// Whether starting the timer like that tells nothing that was not told before, if it succeeds.
bool isToldAs(const ThreadContext& context, uv_timer_t* handle, uv_timer_cb callback,
              std::uint64_t timeout, std::uint64_t repeat) {
  void* const* const words = stashWords(handle);
  RunOf run;
  return readOwnStash(words, context.recorder.homeNumber(), run) && toldActive(words) &&
         !isClosing(words) && callback != nullptr &&
         run.callback == reinterpret_cast<std::uintptr_t>(callback) &&
         toldDetail(words) == (hashOfTimes(timeout, repeat) & kStashMask);
}

[[gnu::noinline]] int startTimer(uv_timer_t* handle, uv_timer_cb callback, std::uint64_t timeout,
                                 std::uint64_t repeat) {
  CallbackSwap swap(handle, callback, onTimer);
  const int rc = callOn<&uv_timer_start>(swap.subject(), handle, swap.passed(), timeout, repeat);
  if (rc != 0) return rc;
  swap.accepted();
  if (swap.subject()) describeTimer(swap.subject(), handle, timeout, repeat);
  tellActivity(handle, swap.subject());
  return rc;
}

// A call of the program's.
[[gnu::noinline]] int startForProgram(uv_timer_t* handle, uv_timer_cb callback,
                                      std::uint64_t timeout, std::uint64_t repeat) {
  ThreadContext* const context = contextForProgram();
  if (context == nullptr) return callReal<&uv_timer_start>(handle, callback, timeout, repeat);
  if (!isToldAs(*context, handle, callback, timeout, repeat)) [[unlikely]] {
    return startTimer(handle, callback, timeout, repeat);
  }
  const uv_timer_cb trampoline = onTimer;
  return callReal<&uv_timer_start>(handle, trampoline, timeout, repeat);
}

[[gnu::noinline]] int startAgainForProgram(uv_timer_t* handle) {
  const Tracked tracked = findForProgram(handle);
  const int rc = callOn<&uv_timer_again>(tracked, handle);
  tellActivity(handle, tracked);
  return rc;
}

void tellRepeat(const Tracked& tracked, uv_timer_t* handle, std::uint64_t repeat) {
  const DetailText text("repeat ", repeat, " ms");
  tellDetail(tracked, stashWords(handle), text.hash(), text.view());
}

// The sender may be any thread, and this may be a signal handler: a thread without a context cannot
// be given one here.
void tellSent(uv_async_t* handle) {
  if (attachment::generation() == 0) return;
  Stash stash;
  if (!readStash(stashWords(handle), stash)) return;
  ThreadContext* const context = own_thread_context;
  if (context == nullptr) {
    recordSent(stash.id, stash.home);
  } else if (context->attachment == attachment::generation()) {
    const core::AsyncId sender = context->environment.executionAsyncId();
    const bool misused = stash.closing && stash.home == context->recorder.home();
    if (misused) context->recorder.sentToClosing(stash.id, sender);
    context->recorder.sent(stash.id, stash.home, sender);
  }
}

// Starting one of these again while it is active changes nothing, not even its callback.
template <auto* kFunction, class Handle, class Callback>
[[gnu::always_inline]] inline int startOnce(Handle* handle, Callback callback,
                                            Callback trampoline) {
  const bool active = isActive(handle);
  CallbackSwap swap(handle, callback, trampoline);
  const int rc = callOn<kFunction>(swap.subject(), handle, swap.passed());
  if (rc != 0 || active) return rc;
  swap.accepted();
  tellActivity(handle, swap.subject());
  return rc;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_timer_init(uv_loop_t* loop, uv_timer_t* handle) {
  return makeHandle<&uv_timer_init>(handle, Provider::Timer, loop, handle);
}

// Before the callback of a timer libuv stops it, and where it repeats starts it again, by these
// functions: those calls come here too. Whether it is active then is told after the callback.

int uv_timer_start(uv_timer_t* handle, uv_timer_cb cb, uint64_t timeout, uint64_t repeat) {
  if (calledFromLibuv()) return callPlain<&uv_timer_start>(handle, cb, timeout, repeat);
  return startForProgram(handle, cb, timeout, repeat);
}

int uv_timer_stop(uv_timer_t* handle) {
  if (calledFromLibuv()) return callPlain<&uv_timer_stop>(handle);
  return stop<&uv_timer_stop>(handle);
}

void uv_timer_set_repeat(uv_timer_t* handle, uint64_t repeat) {
  const Tracked tracked = findForProgram(handle);
  callReal<&uv_timer_set_repeat>(handle, repeat);
  if (tracked) tellRepeat(tracked, handle, repeat);
}

// Starts the timer by uv_timer_start, with the trampoline.
int uv_timer_again(uv_timer_t* handle) {
  if (calledFromLibuv()) return callPlain<&uv_timer_again>(handle);
  return startAgainForProgram(handle);
}

int uv_idle_init(uv_loop_t* loop, uv_idle_t* idle) {
  return makeHandle<&uv_idle_init>(idle, Provider::Idle, loop, idle);
}

int uv_idle_start(uv_idle_t* idle, uv_idle_cb cb) {
  return startOnce<&uv_idle_start>(idle, cb, onIdle);
}

int uv_idle_stop(uv_idle_t* idle) {
  return stop<&uv_idle_stop>(idle);
}

int uv_prepare_init(uv_loop_t* loop, uv_prepare_t* prepare) {
  return makeHandle<&uv_prepare_init>(prepare, Provider::Prepare, loop, prepare);
}

int uv_prepare_start(uv_prepare_t* prepare, uv_prepare_cb cb) {
  return startOnce<&uv_prepare_start>(prepare, cb, onPrepare);
}

int uv_prepare_stop(uv_prepare_t* prepare) {
  return stop<&uv_prepare_stop>(prepare);
}

int uv_check_init(uv_loop_t* loop, uv_check_t* check) {
  return makeHandle<&uv_check_init>(check, Provider::Check, loop, check);
}

int uv_check_start(uv_check_t* check, uv_check_cb cb) {
  return startOnce<&uv_check_start>(check, cb, onCheck);
}

int uv_check_stop(uv_check_t* check) {
  return stop<&uv_check_stop>(check);
}

// Any thread, also inside a signal handler that has interrupted libuv. What libuv sends itself goes
// to handles of its own, which have no stash.
int uv_async_send(uv_async_t* async) {
  tellSent(async);
  return callReal<&uv_async_send>(async);
}

// The callback belongs to the init here, before which there is no stash to keep it in. Another
// thread may send at once, but only the loop's own thread runs the callback.
int uv_async_init(uv_loop_t* loop, uv_async_t* async, uv_async_cb async_cb) {
  const auto address = reinterpret_cast<std::uintptr_t>(async_cb);
  ThreadContext* const context = contextForProgram();
  const bool swap = context != nullptr && async_cb != nullptr && fitsStash(address) &&
                    !isLibuvCode(reinterpret_cast<const void*>(async_cb));
  const int rc = callMaking<&uv_async_init>(loop, async, swap ? onAsync : async_cb);
  if (rc != 0) return rc;
  handleMade(async, Provider::Async, context, swap ? address : 0);
  tellActivity(async);
  return rc;
}
