// What the thread pool does: work of the program's, random bytes, names and addresses.
#include <sys/socket.h>

#include "capture/instrument/detail.h"
#include "capture/instrument/real.h"
#include "capture/instrument/request.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {
namespace {

using core::Provider;

void onWorkDone(uv_work_t* request, int status) {
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
  const int rc = callReal<&uv_queue_work>(loop, req, work_cb, submission.passed());
  if (rc == 0) (void)submission.accepted(Provider::Work);
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
