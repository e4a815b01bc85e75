#include "tcp.h"

#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <uvscope/async_hooks.h>

#include "check.h"

namespace example {
namespace {

sockaddr_in localAddress(int port) {
  sockaddr_in address{};
  check(uv_ip4_addr("127.0.0.1", port, &address), "uv_ip4_addr");
  return address;
}

const sockaddr* asAddress(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

void Socket::open() {
  check(uv_tcp_init(uv_default_loop(), &handle_), "uv_tcp_init");
  handle_.data = this;
  self_ = shared_from_this();
}

std::shared_ptr<Socket> Socket::accept(uv_stream_t* server) {
  std::shared_ptr<Socket> socket(new Socket);
  socket->open();
  check(uv_accept(server, socket->stream()), "uv_accept");
  socket->startReading();
  return socket;
}

std::shared_ptr<Socket> Socket::connect(int port, std::function<void(Socket&)> on_connected) {
  std::shared_ptr<Socket> socket(new Socket);
  socket->open();
  socket->on_connected_ = std::move(on_connected);
  const auto connected = [](uv_connect_t* request, int status) {
    auto& self = *static_cast<Socket*>(request->handle->data);
    if (status < 0) return self.end();
    self.startReading();
    if (self.on_connected_) self.on_connected_(self);
  };
  const sockaddr_in address = localAddress(port);
  check(uv_tcp_connect(&socket->connecting_, &socket->handle_, asAddress(address), connected),
        "uv_tcp_connect");
  return socket;
}

void Socket::startReading() {
  const auto allocate = [](uv_handle_t* handle, std::size_t /*suggested*/, uv_buf_t* buffer) {
    auto& self = *static_cast<Socket*>(handle->data);
    *buffer = uv_buf_init(self.buffer_.data(), static_cast<unsigned>(self.buffer_.size()));
  };
  const auto read = [](uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
    auto& self = *static_cast<Socket*>(stream->data);
    if (count < 0) return self.end();
    self.received({buffer->base, static_cast<std::size_t>(count)});
  };
  check(uv_read_start(stream(), allocate, read), "uv_read_start");
}

void Socket::received(std::string_view bytes) {
  incomplete_ += bytes;
  for (std::size_t end = 0; (end = incomplete_.find('\n')) != std::string::npos;) {
    const std::string line = incomplete_.substr(0, end);
    incomplete_.erase(0, end + 1);
    if (on_line_) on_line_(line);
  }
}

void Socket::onLine(std::function<void(const std::string& line)> listener) {
  on_line_ = std::move(listener);
}

void Socket::send(const std::string& line) {
  struct Write {
    uv_write_t request{};
    std::string text;
  };

  auto write = std::make_unique<Write>();
  write->text = line + '\n';
  write->request.data = write.get();
  const uv_buf_t buffer =
      uv_buf_init(write->text.data(), static_cast<unsigned>(write->text.size()));
  check(uv_write(
            &write->request, stream(), &buffer, 1,
            [](uv_write_t* request, int /*status*/) { delete static_cast<Write*>(request->data); }),
        "uv_write");
  static_cast<void>(write.release());  // the callback's
}

void Socket::end() {
  auto* const handle = reinterpret_cast<uv_handle_t*>(&handle_);
  if (uv_is_closing(handle) != 0) return;
  uv_close(handle, [](uv_handle_t* closed) {
    const std::shared_ptr<Socket> self = std::move(static_cast<Socket*>(closed->data)->self_);
    self->on_line_ = {};  // listeners may hold the socket
    self->on_connected_ = {};
    if (const auto on_close = std::exchange(self->on_close_, {})) on_close();
  });
}

Server::Server(OnConnection on_connection) : on_connection_(std::move(on_connection)) {
  auto handle = std::make_unique<uv_tcp_t>();
  check(uv_tcp_init(uv_default_loop(), handle.get()), "uv_tcp_init");
  handle_.reset(handle.release());
  handle_->data = this;
}

void Server::listen(std::function<void()> on_listening) {
  const sockaddr_in any_port = localAddress(0);
  check(uv_tcp_bind(handle_.get(), asAddress(any_port), 0), "uv_tcp_bind");
  const auto connection = [](uv_stream_t* stream, int status) {
    if (status < 0) return;
    static_cast<Server*>(stream->data)->on_connection_(Socket::accept(stream));
  };
  check(uv_listen(reinterpret_cast<uv_stream_t*>(handle_.get()), 16, connection), "uv_listen");
  if (!on_listening) return;
  const uvscope::DefaultTriggerScope because_of_this(uvscope::asyncIdOf(handle_.get()));
  uvscope::nextTick(std::move(on_listening));
}

int Server::port() const {
  sockaddr_in address{};
  int size = sizeof(address);
  check(uv_tcp_getsockname(handle_.get(), reinterpret_cast<sockaddr*>(&address), &size),
        "uv_tcp_getsockname");
  return ntohs(address.sin_port);
}

}  // namespace example
