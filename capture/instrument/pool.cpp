// What the thread pool does: work of the program's, random bytes, names and addresses.
#include <sys/socket.h>

#include "capture/instrument/detail.h"
#include "capture/instrument/real.h"
#include "capture/instrument/request.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {
namespace {

using core::Provider;

// The program's work with the stores (AsyncLocalStorage) of the place that queued it, for the
// pool's thread. Hangs at the request in a word that its stash leaves free.
struct PoolWork {
  uv_work_cb work;
  core::ResourceSlots slots;
};

constexpr unsigned kPoolWorkWord = 4;

PoolWork* poolWorkOf(const uv_work_t* request) {
  return static_cast<PoolWork*>(request->reserved[kPoolWorkWord]);
}

void onWork(uv_work_t* request) {
  PoolWork& work = *poolWorkOf(request);
  core::Environment* const environment = core::currentEnvironment();
  if (environment == nullptr) {
    work.work(request);
    return;
  }
  const core::NativeScope scope(*environment, &work.slots);
  work.work(request);
}

// Attaches the stores of here and now, if there are any. What libuv gets in place of `work`.
uv_work_cb attachStores(uv_work_t* request, uv_work_cb work) {
  request->reserved[kPoolWorkWord] = nullptr;
  ThreadContext* const context = threadContext();
  if (context == nullptr || work == nullptr) return work;
  core::Stores stores = context->environment.storesToHandOn();
  if (stores.empty()) return work;
  request->reserved[kPoolWorkWord] =
      new PoolWork{work, {.stores = std::move(stores), .properties = {}}};
  return onWork;
}

void detachStores(uv_work_t* request) {
  delete poolWorkOf(request);
  request->reserved[kPoolWorkWord] = nullptr;
}

void onWorkDone(uv_work_t* request, int status) {
  detachStores(request);
  finishRequest<uv_after_work_cb>(status, request, status);
}

void onRandom(uv_random_t* request, int status, void* buffer, size_t size) {
  finishRequest<uv_random_cb>(status, request, status, buffer, size);
}

void onAddresses(uv_getaddrinfo_t* request, int status, addrinfo* result) {
  finishRequest<uv_getaddrinfo_cb>(status, request, status, result);
}

void onName(uv_getnameinfo_t* request, int status, const char* host, const char* service) {
  finishRequest<uv_getnameinfo_cb>(status, request, status, host, service);
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_queue_work(uv_loop_t* loop, uv_work_t* req, uv_work_cb work_cb,
                  uv_after_work_cb after_work_cb) {
  Submission submission(req, after_work_cb, onWorkDone);
  const bool tracked = submission.passed() == onWorkDone;
  const uv_work_cb work = tracked ? attachStores(req, work_cb) : work_cb;
  const int rc = callReal<&uv_queue_work>(loop, req, work, submission.passed());
  if (rc == 0) {
    (void)submission.accepted(Provider::Work);
  } else if (tracked) {
    detachStores(req);
  }
  return rc;
}

// Without a callback the following three run at once.
int uv_random(uv_loop_t* loop, uv_random_t* req, void* buf, size_t buflen, unsigned flags,
              uv_random_cb cb) {
  if (cb == nullptr) return callReal<&uv_random>(loop, req, buf, buflen, flags, cb);
  Submission submission(req, cb, onRandom);
  const int rc = callReal<&uv_random>(loop, req, buf, buflen, flags, submission.passed());
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
  const int rc = callReal<&uv_getaddrinfo>(loop, req, submission.passed(), node, service, hints);
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
  const int rc = callReal<&uv_getnameinfo>(loop, req, submission.passed(), addr, flags);
  if (rc != 0) return rc;
  describeRequest(submission.accepted(Provider::GetNameInfo), DetailText(addr));
  return rc;
}
