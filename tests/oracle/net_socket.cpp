#include <utility>
#include <vector>

#include "tests/oracle/dns.h"
#include "tests/oracle/handles.h"
#include "tests/oracle/net.h"

namespace uvscope::oracle {
namespace {

// The rest of a write. Freed by its callback, as are the two below.
struct WriteRequest {
  uv_write_t request;
  std::string rest;
  Callback written;
};

void onWritten(uv_write_t* request, int status) {
  const std::unique_ptr<WriteRequest> write(static_cast<WriteRequest*>(request->data));
  if (status == 0 && write->written) write->written();
}

uv_buf_t bufferOf(std::string_view data) {
  return uv_buf_init(const_cast<char*>(data.data()), static_cast<unsigned>(data.size()));
}

}  // namespace

SocketPtr Socket::make(const Init& init) {
  SocketPtr socket(new Socket);
  check(init(uv_default_loop(), socket->handle_), "making a stream");
  socket->handle_.handle.data = socket.get();
  socket->id_ = asyncIdOf(&socket->handle_.handle);
  socket->self_ = socket;
  return socket;
}

// An address is connected to in a tick, a name when it has been found: both for the socket's sake.
SocketPtr Socket::connect(int port, Callback connected, const std::string& host) {
  SocketPtr socket =
      make([](uv_loop_t* loop, uv_any_handle& handle) { return uv_tcp_init(loop, &handle.tcp); });
  socket->connecting_ = true;
  socket->on_connect_ = std::move(connected);
  const DefaultTriggerScope scope(socket->id_);
  lookup(host, [socket, port, is_name = !isAddress(host)](const std::string& address) {
    if (is_name && socket->on_lookup_) socket->on_lookup_();
    if (socket->connecting_) socket->startConnect(address, port);
  });
  return socket;
}

SocketPtr Socket::connect(const std::string& path, Callback connected) {
  SocketPtr socket = make(
      [](uv_loop_t* loop, uv_any_handle& handle) { return uv_pipe_init(loop, &handle.pipe, 0); });
  socket->connecting_ = true;
  socket->on_connect_ = std::move(connected);
  uv_pipe_connect(new uv_connect_t, &socket->handle_.pipe, path.c_str(), onConnected);
  return socket;
}

void Socket::startConnect(const std::string& address, int port) {
  sockaddr_in to;
  check(uv_ip4_addr(address.c_str(), port, &to), "uv_ip4_addr");
  check(uv_tcp_connect(new uv_connect_t, &handle_.tcp, reinterpret_cast<const sockaddr*>(&to),
                       onConnected),
        "uv_tcp_connect");
}

void Socket::onConnected(uv_connect_t* request, int status) {
  const std::unique_ptr<uv_connect_t> freed(request);
  if (status == UV_ECANCELED) return;
  check(status, "connect");
  Socket& socket = *static_cast<Socket*>(request->handle->data);
  socket.connecting_ = false;
  if (socket.on_connect_) socket.on_connect_();
  socket.read();
}

void Socket::onData(std::function<void(std::string_view)> handler) {
  on_data_ = std::move(handler);
  resume();
}

void Socket::resume() {
  if (std::exchange(flowing_, true)) return;
  nextTick([self = shared_from_this()] { self->read(); });
}

// Sees to it that data come and, once they have ended, that this is told.
void Socket::read() {
  if (ended_) {
    nextTick([self = shared_from_this()] { self->endReadable(); });
    return;
  }
  if (connecting_ || destroyed_ || std::exchange(reading_, true)) return;
  check(uv_read_start(stream(), allocate, onRead), "uv_read_start");
}

void Socket::allocate(uv_handle_t* handle, std::size_t size, uv_buf_t* buffer) {
  std::vector<char>& own = static_cast<Socket*>(handle->data)->buffer_;
  own.resize(size);
  *buffer = uv_buf_init(own.data(), static_cast<unsigned>(size));
}

void Socket::onRead(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  Socket& socket = *static_cast<Socket*>(stream->data);
  if (count > 0) {
    socket.received({buffer->base, static_cast<std::size_t>(count)});
  } else if (count == UV_EOF) {
    socket.receivedEnd();
  } else if (count < 0) {
    socket.destroy();
  }
}

// Whether more is wanted is seen to in a tick.
void Socket::received(std::string_view data) {
  if (on_data_) on_data_(data);
  nextTick([self = shared_from_this()] { self->read(); });
}

// A stream that flows is read until nothing comes, and then, as any, once more: it finds its end
// twice, and the first counts.
void Socket::receivedEnd() {
  ended_ = true;
  if (flowing_) read();
  read();
}

void Socket::endReadable() {
  if (std::exchange(end_told_, true)) return;
  if (on_end_) on_end_();
  if (!ending_ && !allow_half_open_) {
    nextTick([self = shared_from_this()] {
      if (!self->ending_ && !self->destroyed_) self->end();
    });
  } else if (finished_) {
    destroy();
  }
}

void Socket::write(std::string_view data, Callback written) {
  uv_buf_t buffer = bufferOf(data);
  const int count = uv_try_write(stream(), &buffer, 1);
  if (count != UV_EAGAIN) check(count, "uv_try_write");
  data.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
  if (data.empty()) {
    if (written) nextTick(std::move(written));
    return;
  }
  auto* const write = new WriteRequest{{}, std::string(data), std::move(written)};
  write->request.data = write;
  buffer = bufferOf(write->rest);
  check(uv_write(&write->request, stream(), &buffer, 1, onWritten), "uv_write");
}

void Socket::end(Callback finished) {
  ending_ = true;
  on_finish_ = std::move(finished);
  check(uv_shutdown(new uv_shutdown_t, stream(), onShutdown), "uv_shutdown");
}

void Socket::onShutdown(uv_shutdown_t* request, int /*status*/) {
  const std::unique_ptr<uv_shutdown_t> freed(request);
  nextTick(
      [self = static_cast<Socket*>(request->handle->data)->shared_from_this()] { self->finish(); });
}

void Socket::finish() {
  finished_ = true;
  if (on_finish_) on_finish_();
  if (end_told_) destroy();
}

// From the tick on nothing is told any more, but that it is closed.
void Socket::destroy() {
  if (std::exchange(destroyed_, true)) return;
  connecting_ = false;
  uv_close(&handle_.handle, onClosed);
  nextTick([self = shared_from_this()] {
    self->on_connect_ = self->on_lookup_ = self->on_end_ = self->on_finish_ = nullptr;
    self->on_data_ = nullptr;
  });
  if (server_ != nullptr) server_->connectionGone();
}

void Socket::onClosed(uv_handle_t* handle) {
  const SocketPtr last = std::move(static_cast<Socket*>(handle->data)->self_);
  if (const Callback on_close = std::move(last->on_close_)) on_close();
}

}  // namespace uvscope::oracle
