// What the thread pool does: work of the program's, random bytes, names and addresses.
#include <sys/socket.h>

#include "capture/instrument/calls.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/request.h"

namespace uvscope::capture {
namespace {

using core::Provider;

// What the pool's thread needs to know of the program's work, in the two words of the request that
// its stash leaves free: the program's callback, and the stores (AsyncLocalStorage) of the place
// that queued it, if there are any.
constexpr unsigned kWorkWord = 4;
constexpr unsigned kStoresWord = 5;

uv_work_cb workOf(const uv_work_t* request) {
  return callbackAt<uv_work_cb>(reinterpret_cast<std::uintptr_t>(request->reserved[kWorkWord]));
}

core::ResourceSlots* storesOf(const uv_work_t* request) {
  return static_cast<core::ResourceSlots*>(request->reserved[kStoresWord]);
}

void runWork(uv_work_t* request) {
  core::Environment* const environment = core::currentEnvironment();
  core::ResourceSlots* const stores = storesOf(request);
  if (environment == nullptr || stores == nullptr) {
    workOf(request)(request);
    return;
  }
  const core::NativeScope scope(*environment, stores);
  workOf(request)(request);
}

// On a thread of the pool. The request belongs to the loop's thread, which waits: it is only read.
void onWork(uv_work_t* request) {
  Stash stash;
  ThreadContext* const context = threadContext();
  if (context == nullptr || !readStash(stashWords(request), stash)) {
    runWork(request);
    return;
  }
  context->recorder.work(RecordKind::WorkStart, stash.id, stash.home);
  runWork(request);
  context->recorder.work(RecordKind::WorkEnd, stash.id, stash.home);
}

// Before libuv gets the request, whose work may begin at once.
void prepareWork(uv_work_t* request, uv_work_cb work, const ThreadContext& context) {
  const core::Stores stores = context.environment.storesToHandOn();
  request->reserved[kWorkWord] = reinterpret_cast<void*>(work);
  request->reserved[kStoresWord] =
      stores.empty() ? nullptr : new core::ResourceSlots{.stores = stores, .properties = {}};
}

void forgetWork(uv_work_t* request) {
  request->work_cb = workOf(request);
  delete storesOf(request);
}

void onWorkDone(uv_work_t* request, int status) {
  forgetWork(request);
  finishRequest<uv_after_work_cb, Chain::Yes>(status, request, status);
}

void onRandom(uv_random_t* request, int status, void* buffer, size_t size) {
  finishRequest<uv_random_cb, Chain::Yes>(status, request, status, buffer, size);
}

void onAddresses(uv_getaddrinfo_t* request, int status, addrinfo* result) {
  finishRequest<uv_getaddrinfo_cb, Chain::Yes>(status, request, status, result);
}

void onName(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  finishRequest<uv_getnameinfo_cb, Chain::Yes>(status, request, status, host, service);
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_queue_work(uv_loop_t* loop, uv_work_t* req, uv_work_cb work_cb,
                  uv_after_work_cb after_work_cb) {
  Submission submission(req, after_work_cb, onWorkDone);
  if (!submission.isTracked() || work_cb == nullptr) {
    return callMaking<&uv_queue_work>(loop, req, work_cb, after_work_cb);
  }
  // Announced first, because its work may begin before libuv returns.
  const Tracked tracked = submission.accepted(Provider::Work);
  prepareWork(req, work_cb, *tracked.context);
  const int rc = callOn<&uv_queue_work>(tracked, loop, req, static_cast<uv_work_cb>(onWork),
                                        submission.passed());
  if (rc == 0) return rc;
  forgetWork(req);
  clearStash(stashWords(req));
  tracked.environment().emitEnded(tracked.stash.id);
  return rc;
}

// Without a callback the following three run at once.
int uv_random(uv_loop_t* loop, uv_random_t* req, void* buf, size_t buflen, unsigned flags,
              uv_random_cb cb) {
  if (cb == nullptr) return callReal<&uv_random>(loop, req, buf, buflen, flags, cb);
  Submission submission(req, cb, onRandom);
  const int rc = callMaking<&uv_random>(loop, req, buf, buflen, flags, submission.passed());
  if (rc != 0) return rc;
  describeRequest(submission.accepted(Provider::RandomBytes), DetailText(buflen, " bytes"));
  return rc;
}

int uv_getaddrinfo(uv_loop_t* loop, uv_getaddrinfo_t* req, uv_getaddrinfo_cb getaddrinfo_cb,
                   const char* node, const char* service, const addrinfo* hints) {
  if (getaddrinfo_cb == nullptr) {
    return callReal<&uv_getaddrinfo>(loop, req, getaddrinfo_cb, node, service, hints);
  }
  Submission submission(req, getaddrinfo_cb, onAddresses);
  const int rc = callMaking<&uv_getaddrinfo>(loop, req, submission.passed(), node, service, hints);
  if (rc != 0) return rc;
  DetailText text;
  if (node != nullptr) text.add(std::string_view(node));
  if (service != nullptr) text.add(":").add(std::string_view(service));
  describeRequest(submission.accepted(Provider::GetAddrInfo), text);
  return rc;
}

int uv_getnameinfo(uv_loop_t* loop, uv_getnameinfo_t* req, uv_getnameinfo_cb getnameinfo_cb,
                   const sockaddr* addr, int flags) {
  if (getnameinfo_cb == nullptr) {
    return callReal<&uv_getnameinfo>(loop, req, getnameinfo_cb, addr, flags);
  }
  Submission submission(req, getnameinfo_cb, onName);
  const int rc = callMaking<&uv_getnameinfo>(loop, req, submission.passed(), addr, flags);
  if (rc != 0) return rc;
  describeRequest(submission.accepted(Provider::GetNameInfo), DetailText(addr));
  return rc;
}

int uv_cancel(uv_req_t* req) {
  return callOn<&uv_cancel>(findForProgram(req), req);
}
