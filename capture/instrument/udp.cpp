// UDP sockets and sends.
#include "capture/instrument/calls.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/request.h"
#include "capture/instrument/stream_detail.h"
#include "capture/instrument/trampoline.h"

namespace uvscope::capture {
namespace {

using core::Provider;

constexpr CallbackTraits kReceive{.reason = core::CallbackReason::Read};

void onReceive(uv_udp_t* handle, ssize_t count, const uv_buf_t* buffer, const sockaddr* from,
               unsigned flags) {
  runHandleCallback<uv_udp_recv_cb, kReceive>(count, handle, count, buffer, from, flags);
}

void onSend(uv_udp_send_t* request, int status) {
  finishRequest<uv_udp_send_cb>(status, request, status);
}

std::size_t bytesOfFirst(uv_buf_t* const buffers[], const unsigned counts[], int messages) {
  std::size_t bytes = 0;
  for (int i = 0; i < messages; ++i)
    bytes += totalBytes(buffers[i], counts[i]);
  return bytes;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_udp_init(uv_loop_t* loop, uv_udp_t* handle) {
  return makeHandle<&uv_udp_init>(handle, Provider::Udp, loop, handle);
}

int uv_udp_init_ex(uv_loop_t* loop, uv_udp_t* handle, unsigned int flags) {
  return makeHandle<&uv_udp_init_ex>(handle, Provider::Udp, loop, handle, flags);
}

int uv_udp_open(uv_udp_t* handle, uv_os_sock_t sock) {
  const int rc = callOn<&uv_udp_open>(findForProgram(handle), handle, sock);
  if (rc == 0) describeUdp(handle);
  return rc;
}

int uv_udp_open_ex(uv_udp_t* handle, uv_os_sock_t sock, unsigned int flags) {
  const int rc = callOn<&uv_udp_open_ex>(findForProgram(handle), handle, sock, flags);
  if (rc == 0) describeUdp(handle);
  return rc;
}

int uv_udp_bind(uv_udp_t* handle, const sockaddr* addr, unsigned int flags) {
  const int rc = callOn<&uv_udp_bind>(findForProgram(handle), handle, addr, flags);
  if (rc == 0) describeUdp(handle);
  return rc;
}

int uv_udp_connect(uv_udp_t* handle, const sockaddr* addr) {
  const int rc = callOn<&uv_udp_connect>(findForProgram(handle), handle, addr);
  if (rc == 0) describeUdp(handle, addr);
  return rc;
}

int uv_udp_recv_start(uv_udp_t* handle, uv_alloc_cb alloc_cb, uv_udp_recv_cb recv_cb) {
  CallbackSwap swap(handle, recv_cb, onReceive);
  const int rc = callOn<&uv_udp_recv_start>(swap.subject(), handle, alloc_cb, swap.passed());
  if (rc != 0) return rc;
  swap.accepted();
  describeUdp(handle);  // it binds where nobody has
  tellActivity(handle, swap.subject());
  return rc;
}

int uv_udp_recv_stop(uv_udp_t* handle) {
  return stop<&uv_udp_recv_stop>(handle);
}

int uv_udp_send(uv_udp_send_t* req, uv_udp_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
                const sockaddr* addr, uv_udp_send_cb send_cb) {
  Submission submission(req, send_cb, onSend);
  const Tracked tracked = findForProgram(handle);
  const int rc = callOn<&uv_udp_send>(tracked, req, handle, bufs, nbufs, addr, submission.passed());
  if (rc != 0) return rc;
  const Tracked request = submission.acceptedOn(Provider::UdpSend, tracked);
  tellWritten(request, totalBytes(bufs, nbufs));
  if (addr != nullptr) describeRequest(request, DetailText("to ", addr));
  tellActivity(handle, tracked);
  return rc;
}

int uv_udp_try_send(uv_udp_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
                    const sockaddr* addr) {
  const Tracked tracked = findForProgram(handle);
  const int rc = callOn<&uv_udp_try_send, UV_EAGAIN>(tracked, handle, bufs, nbufs, addr);
  if (rc >= 0) tellWritten(tracked, static_cast<std::size_t>(rc));
  return rc;
}

int uv_udp_try_send2(uv_udp_t* handle, unsigned int count, uv_buf_t* bufs[], unsigned int nbufs[],
                     sockaddr* addrs[], unsigned int flags) {
  const Tracked tracked = findForProgram(handle);
  const int rc =
      callOn<&uv_udp_try_send2, UV_EAGAIN>(tracked, handle, count, bufs, nbufs, addrs, flags);
  if (rc > 0) tellWritten(tracked, bytesOfFirst(bufs, nbufs, rc));
  return rc;
}
