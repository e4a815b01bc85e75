// Where a store comes from in callbacks of TCP: the server's connection callback has the store of
// listen() (its handle was made there), not the client's; a connection's callbacks have the store
// of the place where its handle was made; a request's that of the place where it was started.
#include <array>
#include <cstddef>
#include <functional>
#include <string>

#include <uv.h>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

AsyncLocalStorage<std::string> als;

void show(const std::string& where) {
  note(where + " store=" + storeText(als));
}

struct Peer {
  uv_tcp_t handle{};
  uv_connect_t connect{};
  uv_write_t write{};
  uv_shutdown_t shutdown{};

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle); }

  void send(const char* text, std::size_t size, uv_write_cb sent) {
    const uv_buf_t buffer = uv_buf_init(const_cast<char*>(text), static_cast<unsigned>(size));
    uv_write(&write, stream(), &buffer, 1, sent);
  }

  void read(uv_read_cb on_read) {
    const auto allocate = [](uv_handle_t*, std::size_t, uv_buf_t* buffer) {
      static std::array<char, 64> place;
      *buffer = uv_buf_init(place.data(), place.size());
    };
    uv_read_start(stream(), allocate, on_read);
  }

  void close(uv_close_cb closed) { uv_close(reinterpret_cast<uv_handle_t*>(&handle), closed); }
};

std::function<void()> on_connection;
Peer server;
Peer accepted;
Peer client;

void closeServer() {
  server.close(nullptr);
  const DefaultTriggerScope trigger(asyncIdOf(&server.handle));
  nextTick([] { show("server close"); });
}

void onServerRead(uv_stream_t* /*stream*/, ssize_t count, const uv_buf_t* buffer) {
  if (count > 0) {
    show("server data " + std::string(buffer->base, static_cast<std::size_t>(count)));
    accepted.send("bye", 3, nullptr);
    uv_shutdown(&accepted.shutdown, accepted.stream(),
                [](uv_shutdown_t*, int) { show("server end sent"); });
  } else if (count < 0) {
    accepted.close([](uv_handle_t*) {
      show("server socket close");
      closeServer();
    });
  }
}

void onConnection(uv_stream_t* stream, int /*status*/) {
  uv_tcp_init(stream->loop, &accepted.handle);
  uv_accept(stream, accepted.stream());
  accepted.read(onServerRead);
  on_connection();
}

void onClientRead(uv_stream_t* /*stream*/, ssize_t count, const uv_buf_t* buffer) {
  if (count > 0) {
    show("client data " + std::string(buffer->base, static_cast<std::size_t>(count)));
  } else if (count < 0) {
    show("client end");
    client.close([](uv_handle_t*) { show("client close"); });
  }
}

void onConnected(uv_connect_t* /*request*/, int /*status*/) {
  show("connected");
  als.run("WRITE", [] { client.send("hi", 2, [](uv_write_t*, int) { show("write callback"); }); });
  client.read(onClientRead);
}

sockaddr_in ownAddress() {
  sockaddr_in address{};
  int size = sizeof address;
  uv_tcp_getsockname(&server.handle, reinterpret_cast<sockaddr*>(&address), &size);
  return address;
}

void connect() {
  uv_tcp_init(uv_default_loop(), &client.handle);
  const sockaddr_in address = ownAddress();
  uv_tcp_connect(&client.connect, &client.handle, reinterpret_cast<const sockaddr*>(&address),
                 onConnected);
}

void listen() {
  uv_tcp_init(uv_default_loop(), &server.handle);
  sockaddr_in address{};
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_bind(&server.handle, reinterpret_cast<const sockaddr*>(&address), 0);
  constexpr int kBacklog = 511;
  uv_listen(server.stream(), kBacklog, onConnection);
  const DefaultTriggerScope trigger(asyncIdOf(&server.handle));
  nextTick([] {
    show("listening");
    als.run("CLIENT", connect);
  });
}

}  // namespace

UVSCOPE_SCENARIO(als_net) {
  als.run("SERVER", [] { on_connection = [] { show("connection"); }; });
  als.run("LISTEN", listen);
}

}  // namespace uvscope::oracle
