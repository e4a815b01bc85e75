// TCP, pipes and terminals, and the requests on them.
#include <sys/socket.h>

#include "capture/instrument/calls.h"
#include "capture/instrument/detail.h"
#include "capture/instrument/request.h"
#include "capture/instrument/stream_detail.h"
#include "capture/instrument/trampoline.h"

namespace uvscope::capture {
namespace {

using core::CallbackReason;
using core::Provider;

constexpr CallbackTraits kRead{.reason = CallbackReason::Read};
constexpr CallbackTraits kConnection{.reason = CallbackReason::Connection};

void onRead(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  runHandleCallback<uv_read_cb, kRead>(count, stream, count, buffer);
}

void onConnection(uv_stream_t* server, int status) {
  runHandleCallback<uv_connection_cb, kConnection>(status, server, status);
}

void onConnect(uv_connect_t* request, int status) {
  if (status == 0) {
    describeStream(request->handle, Peer::ConnectedTo);
    tellActivity(request->handle);
  }
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
void beginConnection(const Tracked& listening, const Tracked& accepted) {
  if (!listening || !accepted) return;
  core::ResourceSlots* const slots = accepted.environment().slotsOf(accepted.stash.id);
  const core::ResourceSlots* const given = listening.environment().slotsOf(listening.stash.id);
  if (slots != nullptr && given != nullptr && slots->stores == given->stores) slots->stores = {};
}

void tellAccepted(const Tracked& client, const Tracked& server) {
  if (!client || !server) return;
  client.environment().emitLibuv(
      {.kind = core::EventKind::Accepted, .id = client.stash.id, .trigger = server.stash.id});
}

// What an accepted write leaves to be told.
void written(const Tracked& request, const Tracked& stream, uv_stream_t* handle,
             std::size_t bytes) {
  tellWritten(request, bytes);
  tellActivity(handle, stream);
}

template <auto* kFunction, class... Arguments>
[[gnu::always_inline]] inline int bindPipe(uv_pipe_t* handle, std::string_view name,
                                           Arguments... arguments) {
  const int rc = callOn<kFunction>(findForProgram(handle), handle, arguments...);
  if (rc == 0) describeHandle(handle, DetailText(name));
  return rc;
}

}  // namespace
}  // namespace uvscope::capture

using namespace uvscope::capture;  // NOLINT(google-build-using-namespace): C functions follow

int uv_tcp_init(uv_loop_t* loop, uv_tcp_t* handle) {
  return makeHandle<&uv_tcp_init>(handle, Provider::Tcp, loop, handle);
}

int uv_tcp_init_ex(uv_loop_t* loop, uv_tcp_t* handle, unsigned int flags) {
  return makeHandle<&uv_tcp_init_ex>(handle, Provider::Tcp, loop, handle, flags);
}

int uv_tcp_open(uv_tcp_t* handle, uv_os_sock_t sock) {
  const int rc = callOn<&uv_tcp_open>(findForProgram(handle), handle, sock);
  if (rc == 0) describeStream(handle, Peer::ConnectedTo);
  return rc;
}

int uv_tcp_bind(uv_tcp_t* handle, const sockaddr* addr, unsigned int flags) {
  const int rc = callOn<&uv_tcp_bind>(findForProgram(handle), handle, addr, flags);
  if (rc == 0) describeStream(handle, Peer::None);
  return rc;
}

int uv_tcp_connect(uv_connect_t* req, uv_tcp_t* handle, const sockaddr* addr, uv_connect_cb cb) {
  Submission submission(req, cb, onConnect);
  const Tracked tracked = findForProgram(handle);
  const int rc = callOn<&uv_tcp_connect>(tracked, req, handle, addr, submission.passed());
  if (rc != 0) return rc;
  const DetailText text("to ", addr);
  describeRequest(submission.acceptedOn(Provider::TcpConnect, tracked), text);
  describeHandle(handle, text);
  tellActivity(handle, tracked);
  return rc;
}

int uv_pipe_init(uv_loop_t* loop, uv_pipe_t* handle, int ipc) {
  return makeHandle<&uv_pipe_init>(handle, Provider::Pipe, loop, handle, ipc);
}

int uv_pipe_open(uv_pipe_t* handle, uv_file file) {
  const int rc = callOn<&uv_pipe_open>(findForProgram(handle), handle, file);
  if (rc == 0) describeHandle(handle, DetailText("fd ", file));
  return rc;
}

int uv_pipe_bind(uv_pipe_t* handle, const char* name) {
  return bindPipe<&uv_pipe_bind>(handle, name, name);
}

int uv_pipe_bind2(uv_pipe_t* handle, const char* name, size_t namelen, unsigned int flags) {
  return bindPipe<&uv_pipe_bind2>(handle, {name, namelen}, name, namelen, flags);
}

// Reports every failure to the callback, so every call is accepted.
void uv_pipe_connect(uv_connect_t* req, uv_pipe_t* handle, const char* name, uv_connect_cb cb) {
  Submission submission(req, cb, onConnect);
  const Tracked tracked = findForProgram(handle);
  callReal<&uv_pipe_connect>(req, handle, name, submission.passed());
  const DetailText text("to ", std::string_view(name));
  describeRequest(submission.acceptedOn(Provider::PipeConnect, tracked), text);
  describeHandle(handle, text);
  tellActivity(handle, tracked);
}

int uv_pipe_connect2(uv_connect_t* req, uv_pipe_t* handle, const char* name, size_t namelen,
                     unsigned int flags, uv_connect_cb cb) {
  Submission submission(req, cb, onConnect);
  const Tracked tracked = findForProgram(handle);
  const int rc =
      callOn<&uv_pipe_connect2>(tracked, req, handle, name, namelen, flags, submission.passed());
  if (rc != 0) return rc;
  const DetailText text("to ", std::string_view(name, namelen));
  describeRequest(submission.acceptedOn(Provider::PipeConnect, tracked), text);
  describeHandle(handle, text);
  tellActivity(handle, tracked);
  return rc;
}

int uv_tty_init(uv_loop_t* loop, uv_tty_t* tty, uv_file fd, int readable) {
  const int rc = callMaking<&uv_tty_init>(loop, tty, fd, readable);
  if (rc != 0) return rc;
  handleMade(tty, Provider::Tty);
  describeHandle(tty, DetailText("fd ", fd));
  return rc;
}

int uv_listen(uv_stream_t* stream, int backlog, uv_connection_cb cb) {
  CallbackSwap swap(stream, cb, onConnection);
  const int rc = callOn<&uv_listen>(swap.subject(), stream, backlog, swap.passed());
  if (rc != 0) return rc;
  swap.accepted();
  if (const Tracked& tracked = swap.subject()) {
    becomeServer(tracked, stream);
    describeStream(stream, Peer::None);
    tellActivity(stream, tracked);
  }
  return rc;
}

int uv_accept(uv_stream_t* server, uv_stream_t* client) {
  const Tracked listening = findForProgram(server);
  const int rc = callOn<&uv_accept>(listening, server, client);
  if (rc != 0) return rc;
  const Tracked accepted = findForProgram(client);
  beginConnection(listening, accepted);
  tellAccepted(accepted, listening);
  if (accepted) describeSocket(client, accepted, Peer::CameFrom);
  return rc;
}

int uv_read_start(uv_stream_t* stream, uv_alloc_cb alloc_cb, uv_read_cb read_cb) {
  CallbackSwap swap(stream, read_cb, onRead);
  const int rc = callOn<&uv_read_start>(swap.subject(), stream, alloc_cb, swap.passed());
  if (rc != 0) return rc;
  swap.accepted();
  tellActivity(stream, swap.subject());
  return rc;
}

int uv_read_stop(uv_stream_t* stream) {
  return stop<&uv_read_stop>(stream);
}

int uv_write(uv_write_t* req, uv_stream_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
             uv_write_cb cb) {
  Submission submission(req, cb, onWrite);
  const Tracked stream = findForProgram(handle);
  const int rc = callOn<&uv_write>(stream, req, handle, bufs, nbufs, submission.passed());
  if (rc != 0) return rc;
  written(submission.acceptedOn(Provider::Write, stream), stream, handle, totalBytes(bufs, nbufs));
  return rc;
}

int uv_write2(uv_write_t* req, uv_stream_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
              uv_stream_t* send_handle, uv_write_cb cb) {
  Submission submission(req, cb, onWrite);
  const Tracked stream = findForProgram(handle);
  const int rc =
      callOn<&uv_write2>(stream, req, handle, bufs, nbufs, send_handle, submission.passed());
  if (rc != 0) return rc;
  const Tracked request = submission.acceptedOn(Provider::Write, stream);
  written(request, stream, handle, totalBytes(bufs, nbufs));
  if (send_handle != nullptr) describeRequest(request, DetailText("with a handle"));
  return rc;
}

int uv_try_write(uv_stream_t* handle, const uv_buf_t bufs[], unsigned int nbufs) {
  const Tracked stream = findForProgram(handle);
  const int rc = callOn<&uv_try_write, UV_EAGAIN>(stream, handle, bufs, nbufs);
  if (rc >= 0) tellWritten(stream, static_cast<std::size_t>(rc));
  return rc;
}

int uv_try_write2(uv_stream_t* handle, const uv_buf_t bufs[], unsigned int nbufs,
                  uv_stream_t* send_handle) {
  const Tracked stream = findForProgram(handle);
  const int rc = callOn<&uv_try_write2, UV_EAGAIN>(stream, handle, bufs, nbufs, send_handle);
  if (rc >= 0) tellWritten(stream, static_cast<std::size_t>(rc));
  return rc;
}

int uv_shutdown(uv_shutdown_t* req, uv_stream_t* handle, uv_shutdown_cb cb) {
  Submission submission(req, cb, onShutdown);
  const Tracked stream = findForProgram(handle);
  const int rc = callOn<&uv_shutdown>(stream, req, handle, submission.passed());
  if (rc == 0) (void)submission.acceptedOn(Provider::Shutdown, stream);
  return rc;
}
