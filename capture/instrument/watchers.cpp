// Handles that watch something of the system: signals, descriptors, files.
#include <csignal>
#include <cstring>

#include "capture/instrument/calls.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/trampoline.h"

namespace uvscope::capture {
namespace {

using core::CallbackReason;
using core::Provider;

constexpr CallbackTraits kSignal{.reason = CallbackReason::Signal};
constexpr CallbackTraits kChange{.reason = CallbackReason::Change};

void onSignal(uv_signal_t* handle, int number) {
  runHandleCallback<uv_signal_cb, kSignal>(number, handle, number);
}

void onPoll(uv_poll_t* handle, int status, int events) {
  runHandleCallback<uv_poll_cb, CallbackTraits{}>(status < 0 ? status : events, handle, status,
                                                  events);
}

void onFsEvent(uv_fs_event_t* handle, const char* filename, int events, int status) {
  runHandleCallback<uv_fs_event_cb, kChange>(status < 0 ? status : events, handle, filename, events,
                                             status);
}

void onFsPoll(uv_fs_poll_t* handle, int status, const uv_stat_t* before, const uv_stat_t* now) {
  runHandleCallback<uv_fs_poll_cb, kChange>(status, handle, status, before, now);
}

void describe(const Tracked& tracked, void** words, const DetailText& text) {
  tellDetail(tracked, words, text.hash(), text.view());
}

DetailText signalText(int number) {
  const char* const name = sigabbrev_np(number);
  DetailText text("signal ", number);
  if (name != nullptr) text.add(" SIG").add(std::string_view(name));
  return text;
}

// What a successful start leaves to be told.
template <class Swap, class Handle>
void started(Swap& swap, Handle* handle, const DetailText& text) {
  swap.accepted();
  const Tracked& tracked = swap.subject();
  if (!tracked) return;
  if (!text.empty()) describe(tracked, stashWords(handle), text);
  tellActivity(handle, tracked);
}

template <auto* kFunction>
[[gnu::always_inline]] inline int startSignal(uv_signal_t* handle, uv_signal_cb callback,
                                              int number) {
  CallbackSwap swap(handle, callback, onSignal);
  const int rc = callOn<kFunction>(swap.subject(), handle, swap.passed(), number);
  if (rc == 0 && swap.subject()) started(swap, handle, signalText(number));
  return rc;
}

template <auto* kFunction>
[[gnu::always_inline]] inline int initPoll(uv_loop_t* loop, uv_poll_t* handle, int fd) {
  const int rc = callMaking<kFunction>(loop, handle, fd);
  if (rc != 0) return rc;
  handleMade(handle, Provider::Poll);
  if (const Tracked tracked = findForProgram(handle)) {
    describe(tracked, stashWords(handle), DetailText("fd ", fd));
  }
  return rc;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_signal_init(uv_loop_t* loop, uv_signal_t* handle) {
  return makeHandle<&uv_signal_init>(handle, Provider::Signal, loop, handle);
}

int uv_signal_start(uv_signal_t* handle, uv_signal_cb signal_cb, int signum) {
  return startSignal<&uv_signal_start>(handle, signal_cb, signum);
}

int uv_signal_start_oneshot(uv_signal_t* handle, uv_signal_cb signal_cb, int signum) {
  return startSignal<&uv_signal_start_oneshot>(handle, signal_cb, signum);
}

int uv_signal_stop(uv_signal_t* handle) {
  return stop<&uv_signal_stop>(handle);
}

int uv_poll_init(uv_loop_t* loop, uv_poll_t* handle, int fd) {
  return initPoll<&uv_poll_init>(loop, handle, fd);
}

int uv_poll_init_socket(uv_loop_t* loop, uv_poll_t* handle, uv_os_sock_t socket) {
  return initPoll<&uv_poll_init_socket>(loop, handle, socket);
}

int uv_poll_start(uv_poll_t* handle, int events, uv_poll_cb cb) {
  CallbackSwap swap(handle, cb, onPoll);
  const int rc = callOn<&uv_poll_start>(swap.subject(), handle, events, swap.passed());
  if (rc == 0) started(swap, handle, DetailText());
  return rc;
}

int uv_poll_stop(uv_poll_t* handle) {
  return stop<&uv_poll_stop>(handle);
}

int uv_fs_event_init(uv_loop_t* loop, uv_fs_event_t* handle) {
  return makeHandle<&uv_fs_event_init>(handle, Provider::FsEvent, loop, handle);
}

int uv_fs_event_start(uv_fs_event_t* handle, uv_fs_event_cb cb, const char* path,
                      unsigned int flags) {
  CallbackSwap swap(handle, cb, onFsEvent);
  const int rc = callOn<&uv_fs_event_start>(swap.subject(), handle, swap.passed(), path, flags);
  if (rc == 0) started(swap, handle, DetailText(std::string_view(path)));
  return rc;
}

int uv_fs_event_stop(uv_fs_event_t* handle) {
  return stop<&uv_fs_event_stop>(handle);
}

int uv_fs_poll_init(uv_loop_t* loop, uv_fs_poll_t* handle) {
  return makeHandle<&uv_fs_poll_init>(handle, Provider::StatWatcher, loop, handle);
}

// Starting an active one changes nothing, not even its callback.
int uv_fs_poll_start(uv_fs_poll_t* handle, uv_fs_poll_cb poll_cb, const char* path,
                     unsigned int interval) {
  const bool active = isActive(handle);
  CallbackSwap swap(handle, poll_cb, onFsPoll);
  const int rc = callOn<&uv_fs_poll_start>(swap.subject(), handle, swap.passed(), path, interval);
  if (rc != 0 || active) return rc;
  started(swap, handle, DetailText(std::string_view(path), ", every ", interval, " ms"));
  return rc;
}

int uv_fs_poll_stop(uv_fs_poll_t* handle) {
  return stop<&uv_fs_poll_stop>(handle);
}
