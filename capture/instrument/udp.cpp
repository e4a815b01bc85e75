// UDP sockets and sends.
#include "capture/instrument/detail.h"
#include "capture/instrument/real.h"
#include "capture/instrument/request.h"
#include "capture/instrument/stream_detail.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {
namespace {

using core::Provider;

void onReceive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer, const sockaddr* from,
               unsigned flags) {
  runHandleCallback<uv_udp_recv_cb>(core::CallbackReason::Read, count, handle, count, buffer, from,
                                    flags);
}

void onSend(uv_udp_send_t* request, int status) {
  finishRequest<uv_udp_send_cb>(status, request, status);
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_udp_init(uv_loop_t* loop, uv_udp_t* handle) {
  const int rc = callReal<&uv_udp_init>(loop, handle);
  if (rc == 0) handleMade(handle, Provider::Udp);
  return rc;
}

int uv_udp_init_ex(uv_loop_t* loop, uv_udp_t* handle, unsigned int flags) {
  const int rc = callReal<&uv_udp_init_ex>(loop, handle, flags);
  if (rc == 0) handleMade(handle, Provider::Udp);
  return rc;
}

int uv_udp_open(uv_udp_t* handle, uv_os_sock_t sock) {
  const int rc = callReal<&uv_udp_open>(handle, sock);
  if (rc == 0) describeUdp(handle);
  return rc;
}

int uv_udp_bind(uv_udp_t* handle, const sockaddr* addr, unsigned int flags) {
  const int rc = callReal<&uv_udp_bind>(handle, addr, flags);
  if (rc == 0) describeUdp(handle);
  return rc;
}

int uv_udp_connect(uv_udp_t* handle, const sockaddr* addr) {
  const int rc = callReal<&uv_udp_connect>(handle, addr);
  if (rc == 0 && addr != nullptr) describeHandle(handle, DetailText("to ", addr));
  return rc;
}

int uv_udp_recv_start(uv_udp_t* handle, uv_alloc_cb alloc_cb, uv_udp_recv_cb recv_cb) {
  CallbackSwap swap(handle, recv_cb, onReceive);
  const int rc = callReal<&uv_udp_recv_start>(handle, alloc_cb, swap.passed());
  if (rc == 0) (void)swap.accepted();
  return rc;
}

int uv_udp_send(uv_udp_send_t* req, uv_udp_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
                const sockaddr* addr, uv_udp_send_cb send_cb) {
  Submission submission(req, send_cb, onSend);
  const int rc = callReal<&uv_udp_send>(req, handle, bufs, nbufs, addr, submission.passed());
  if (rc != 0) return rc;
  DetailText text;
  if (addr != nullptr) text.add("to ").add(addr);
  describeRequest(submission.acceptedOn(Provider::UdpSend, handle), text);
  return rc;
}
