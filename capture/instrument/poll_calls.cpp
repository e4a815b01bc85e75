// When a loop polls: the system calls by which libuv looks for events, on its way to the C library.
// Where it goes another way (an old one that makes them itself) polls are not told.
#include <cerrno>

#include <dlfcn.h>
#include <sys/epoll.h>

#include "capture/instrument/real.h"
#include "capture/instrument/tracked.h"
#include "capture/recorder/undisturbed.h"

namespace uvscope::capture {
namespace {

template <class Function>
Function* nextFunction(std::atomic<Function*>& found, const char* name) {
  Function* function = found.load(std::memory_order_relaxed);
  if (function == nullptr) [[unlikely]] {
    const Undisturbed undisturbed;
    function = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
    found.store(function, std::memory_order_relaxed);
  }
  return function;
}

// The thread whose loop asks by `epoll`; null when it is somebody else's epoll.
ThreadContext* pollingContext(int epoll) {
  ThreadContext* const context = own_thread_context;
  if (context == nullptr || context->running_loop == nullptr) return nullptr;
  const uv_loop_t* const loop = context->running_loop;
  return callReal<&uv_backend_fd>(loop) == epoll ? threadContext() : nullptr;
}

void tellPoll(ThreadContext& context, core::EventKind kind, std::int64_t value) {
  context.environment.emitLibuv({.kind = kind, .value = value});
}

template <class Function, class... Arguments>
int poll(Function* function, int epoll, int timeout_ms, Arguments... arguments) {
  ThreadContext* const context = pollingContext(epoll);
  if (context != nullptr) tellPoll(*context, core::EventKind::PollStart, timeout_ms);
  const int events = function(epoll, arguments...);
  if (context != nullptr) {
    const int error = errno;
    tellPoll(*context, core::EventKind::PollEnd, events < 0 ? -error : events);
    errno = error;
  }
  return events;
}

using EpollWait = int(int, epoll_event*, int, int);
using EpollPwait = int(int, epoll_event*, int, int, const sigset_t*);

constinit std::atomic<EpollWait*> real_epoll_wait = nullptr;
constinit std::atomic<EpollPwait*> real_epoll_pwait = nullptr;

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

#define UVSCOPE_EXPORT __attribute__((visibility("default")))

extern "C" {

UVSCOPE_EXPORT int epoll_wait(int epfd, epoll_event* events, int maxevents, int timeout) {
  auto* const real = nextFunction(real_epoll_wait, "epoll_wait");
  if (real == nullptr) {
    errno = ENOSYS;
    return -1;
  }
  return poll(real, epfd, timeout, events, maxevents, timeout);
}

UVSCOPE_EXPORT int epoll_pwait(int epfd, epoll_event* events, int maxevents, int timeout,
                               const sigset_t* sigmask) {
  auto* const real = nextFunction(real_epoll_pwait, "epoll_pwait");
  if (real == nullptr) {
    errno = ENOSYS;
    return -1;
  }
  return poll(real, epfd, timeout, events, maxevents, timeout, sigmask);
}
}
