#include <netinet/in.h>

#include "tests/oracle/handles.h"
#include "tests/oracle/net.h"

namespace uvscope::oracle {

Server& Server::create(Connection on_connection, ServerOptions options) {
  auto* const server = new Server(keptHandle<uv_any_handle>());
  server->handle_.handle.data = server;
  server->on_connection_ = std::move(on_connection);
  server->options_ = options;
  return *server;
}

Server& Server::listen(int port, Callback listening) {
  check(uv_tcp_init(uv_default_loop(), &handle_.tcp), "uv_tcp_init");
  sockaddr_in address;
  check(uv_ip4_addr("127.0.0.1", port, &address), "uv_ip4_addr");
  check(uv_tcp_bind(&handle_.tcp, reinterpret_cast<const sockaddr*>(&address), 0), "uv_tcp_bind");
  startListening(std::move(listening));
  return *this;
}

Server& Server::listen(const std::string& path, Callback listening) {
  check(uv_pipe_init(uv_default_loop(), &handle_.pipe, 0), "uv_pipe_init");
  check(uv_pipe_bind(&handle_.pipe, path.c_str()), "uv_pipe_bind");
  startListening(std::move(listening));
  return *this;
}

void Server::startListening(Callback listening) {
  constexpr int kBacklog = 511;
  open_ = true;
  id_ = asyncIdOf(&handle_.handle);
  check(uv_listen(&handle_.stream, kBacklog, onConnection), "uv_listen");
  const DefaultTriggerScope scope(id_);
  nextTick([this, listening = std::move(listening)] {
    if (open_ && listening) listening();
  });
}

int Server::port() const {
  sockaddr_in address;
  int size = sizeof address;
  check(uv_tcp_getsockname(&handle_.tcp, reinterpret_cast<sockaddr*>(&address), &size),
        "uv_tcp_getsockname");
  return ntohs(address.sin_port);
}

// It is read from before anybody asks for the data.
void Server::onConnection(uv_stream_t* stream, int status) {
  check(status, "listen");
  Server& server = *static_cast<Server*>(stream->data);
  const SocketPtr socket = Socket::make([stream](uv_loop_t* loop, uv_any_handle& handle) {
    return stream->type == UV_TCP ? uv_tcp_init(loop, &handle.tcp)
                                  : uv_pipe_init(loop, &handle.pipe, 0);
  });
  check(uv_accept(stream, socket->stream()), "uv_accept");
  socket->server_ = &server;
  socket->allow_half_open_ = server.options_.allow_half_open;
  ++server.connections_;
  socket->read();
  server.on_connection_(server, socket);
}

void Server::close(Callback closed) {
  on_close_ = std::move(closed);
  open_ = false;
  closeQuietly(handle_);
  tellClosedIfDrained();
}

void Server::connectionGone() {
  --connections_;
  tellClosedIfDrained();
}

void Server::tellClosedIfDrained() {
  if (open_ || connections_ != 0) return;
  const DefaultTriggerScope scope(id_);
  nextTick([this] {
    if (on_close_) on_close_();
  });
}

}  // namespace uvscope::oracle
