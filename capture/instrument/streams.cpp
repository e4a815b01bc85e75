// TCP, pipes and terminals, and the requests on them.
#include <sys/socket.h>

#include "capture/instrument/detail.h"
#include "capture/instrument/real.h"
#include "capture/instrument/request.h"
#include "capture/instrument/stream_detail.h"
#include "capture/instrument/tracked.h"

namespace uvscope::capture {
namespace {

using core::CallbackReason;
using core::Provider;

void onRead(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  runHandleCallback<uv_read_cb>(CallbackReason::Read, count, stream, count, buffer);
}

void onConnection(uv_stream_t* server, int status) {
  runHandleCallback<uv_connection_cb>(CallbackReason::Connection, status, server, status);
}

void onConnect(uv_connect_t* request, int status) {
  finishRequest<uv_connect_cb>(status, request, status);
}

void onWrite(uv_write_t* request, int status) {
  finishRequest<uv_write_cb>(status, request, status);
}

void onShutdown(uv_shutdown_t* request, int status) {
  finishRequest<uv_shutdown_cb>(status, request, status);
}

void becomeServer(const Tracked& tracked, uv_stream_t* stream) {
  const Provider type = stream->type == UV_TCP ? Provider::TcpServer : Provider::PipeServer;
  if (tracked.stash.type == core::typeOf(type)) return;
  Stash stash;
  if (!readStash(stashWords(stream), stash)) return;
  stash.type = core::typeOf(type);
  writeStash(stashWords(stream), stash);
  tracked.environment().emitRetype(stash.id, stash.type);
}

// A connection does not continue what called listen(): it begins without the stores that its handle
// inherited in the connection callback (rule 85). Those set there on purpose stay.
void beginConnection(uv_stream_t* server, uv_stream_t* client) {
  const Tracked listening = findForProgram(server);
  const Tracked accepted = findForProgram(client);
  if (!listening || !accepted) return;
  core::ResourceSlots* const slots = accepted.environment().slotsOf(accepted.stash.id);
  const core::ResourceSlots* const given = listening.environment().slotsOf(listening.stash.id);
  if (slots != nullptr && given != nullptr && slots->stores == given->stores) slots->stores = {};
}

std::size_t totalBytes(const uv_buf_t* buffers, unsigned count) {
  std::size_t total = 0;
  for (unsigned i = 0; i < count; ++i)
    total += buffers[i].len;
  return total;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_tcp_init(uv_loop_t* loop, uv_tcp_t* handle) {
  const int rc = callReal<&uv_tcp_init>(loop, handle);
  if (rc == 0) handleMade(handle, Provider::Tcp);
  return rc;
}

int uv_tcp_init_ex(uv_loop_t* loop, uv_tcp_t* handle, unsigned int flags) {
  const int rc = callReal<&uv_tcp_init_ex>(loop, handle, flags);
  if (rc == 0) handleMade(handle, Provider::Tcp);
  return rc;
}

int uv_tcp_open(uv_tcp_t* handle, uv_os_sock_t sock) {
  const int rc = callReal<&uv_tcp_open>(handle, sock);
  if (rc == 0) describeStream(handle, StreamEnd::Local);
  return rc;
}

int uv_tcp_bind(uv_tcp_t* handle, const sockaddr* addr, unsigned int flags) {
  const int rc = callReal<&uv_tcp_bind>(handle, addr, flags);
  if (rc == 0) describeStream(handle, StreamEnd::Local);
  return rc;
}

int uv_tcp_connect(uv_connect_t* req, uv_tcp_t* handle, const sockaddr* addr, uv_connect_cb cb) {
  Submission submission(req, cb, onConnect);
  const int rc = callReal<&uv_tcp_connect>(req, handle, addr, submission.passed());
  if (rc != 0) return rc;
  const DetailText text("to ", addr);
  describeRequest(submission.acceptedOn(Provider::TcpConnect, handle), text);
  describeHandle(handle, text);
  return rc;
}

int uv_pipe_init(uv_loop_t* loop, uv_pipe_t* handle, int ipc) {
  const int rc = callReal<&uv_pipe_init>(loop, handle, ipc);
  if (rc == 0) handleMade(handle, Provider::Pipe);
  return rc;
}

int uv_pipe_open(uv_pipe_t* handle, uv_file file) {
  const int rc = callReal<&uv_pipe_open>(handle, file);
  if (rc == 0) describeHandle(handle, DetailText("fd ", file));
  return rc;
}

int uv_pipe_bind(uv_pipe_t* handle, const char* name) {
  const int rc = callReal<&uv_pipe_bind>(handle, name);
  if (rc == 0) describeHandle(handle, DetailText(std::string_view(name)));
  return rc;
}

// Reports every failure to the callback, so every call is accepted.
void uv_pipe_connect(uv_connect_t* req, uv_pipe_t* handle, const char* name, uv_connect_cb cb) {
  Submission submission(req, cb, onConnect);
  callReal<&uv_pipe_connect>(req, handle, name, submission.passed());
  const DetailText text("to ", std::string_view(name));
  describeRequest(submission.acceptedOn(Provider::PipeConnect, handle), text);
  describeHandle(handle, text);
}

int uv_tty_init(uv_loop_t* loop, uv_tty_t* tty, uv_file fd, int readable) {
  const int rc = callReal<&uv_tty_init>(loop, tty, fd, readable);
  if (rc != 0) return rc;
  handleMade(tty, Provider::Tty);
  describeHandle(tty, DetailText("fd ", fd));
  return rc;
}

int uv_listen(uv_stream_t* stream, int backlog, uv_connection_cb cb) {
  CallbackSwap swap(stream, cb, onConnection);
  const int rc = callReal<&uv_listen>(stream, backlog, swap.passed());
  if (rc != 0) return rc;
  if (const Tracked& tracked = swap.accepted()) {
    becomeServer(tracked, stream);
    describeStream(stream, StreamEnd::Local);
  }
  return rc;
}

int uv_accept(uv_stream_t* server, uv_stream_t* client) {
  const int rc = callReal<&uv_accept>(server, client);
  if (rc != 0) return rc;
  beginConnection(server, client);
  describeStream(client, StreamEnd::Remote);
  return rc;
}

int uv_read_start(uv_stream_t* stream, uv_alloc_cb alloc_cb, uv_read_cb read_cb) {
  CallbackSwap swap(stream, read_cb, onRead);
  const int rc = callReal<&uv_read_start>(stream, alloc_cb, swap.passed());
  if (rc == 0) (void)swap.accepted();
  return rc;
}

int uv_write(uv_write_t* req, uv_stream_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
             uv_write_cb cb) {
  Submission submission(req, cb, onWrite);
  const int rc = callReal<&uv_write>(req, handle, bufs, nbufs, submission.passed());
  if (rc != 0) return rc;
  describeRequest(submission.acceptedOn(Provider::Write, handle),
                  DetailText(totalBytes(bufs, nbufs), " bytes"));
  return rc;
}

int uv_write2(uv_write_t* req, uv_stream_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
              uv_stream_t* send_handle, uv_write_cb cb) {
  Submission submission(req, cb, onWrite);
  const int rc = callReal<&uv_write2>(req, handle, bufs, nbufs, send_handle, submission.passed());
  if (rc != 0) return rc;
  DetailText text(totalBytes(bufs, nbufs), " bytes");
  if (send_handle != nullptr) text.add(" and a handle");
  describeRequest(submission.acceptedOn(Provider::Write, handle), text);
  return rc;
}

int uv_shutdown(uv_shutdown_t* req, uv_stream_t* handle, uv_shutdown_cb cb) {
  Submission submission(req, cb, onShutdown);
  const int rc = callReal<&uv_shutdown>(req, handle, submission.passed());
  if (rc == 0) (void)submission.acceptedOn(Provider::Shutdown, handle);
  return rc;
}
