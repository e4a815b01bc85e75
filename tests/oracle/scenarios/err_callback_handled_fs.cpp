// The same in callbacks called by libuv: a stat request and a server's connection.
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>

#include <uv.h>

#include "tests/oracle/fs_calls.h"
#include "tests/oracle/kept.h"
#include "tests/oracle/message_of.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

template <class Handle>
uv_stream_t* stream(Handle& handle) {
  return reinterpret_cast<uv_stream_t*>(&handle);
}

int portOf(const uv_tcp_t& handle) {
  sockaddr_in address{};
  int size = sizeof address;
  uv_tcp_getsockname(&handle, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

// What Node's servers and sockets tell their listeners of in a tick; there are none here.
void tellListeners() {
  nextTick([] {});
}

void destroyConnection(std::unique_ptr<uv_tcp_t> connection) {
  uv_close(reinterpret_cast<uv_handle_t*>(connection.release()), [](uv_handle_t* closed) {
    const std::unique_ptr<uv_tcp_t> owner(reinterpret_cast<uv_tcp_t*>(closed));
  });
  tellListeners();
}

void onConnection(uv_stream_t* server, int /*status*/) {
  auto connection = std::make_unique<uv_tcp_t>();
  uv_tcp_init(server->loop, connection.get());
  uv_accept(server, stream(*connection));
  destroyConnection(std::move(connection));
  throw std::runtime_error("in connection");
}

void listen(uv_tcp_t& server) {
  uv_tcp_init(uv_default_loop(), &server);
  sockaddr_in address{};
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_bind(&server, reinterpret_cast<const sockaddr*>(&address), 0);
  constexpr int kBacklog = 511;
  uv_listen(stream(server), kBacklog, onConnection);
  const DefaultTriggerScope trigger(asyncIdOf(&server));
  nextTick([&server] { outsideClient(portOf(server), "cat <&3; sleep 0.1"); });
}

void closeServer(uv_tcp_t& server) {
  uv_close(reinterpret_cast<uv_handle_t*>(&server), nullptr);
  const DefaultTriggerScope trigger(asyncIdOf(&server));
  tellListeners();
}

}  // namespace

UVSCOPE_SCENARIO(err_callback_handled_fs) {
  start();
  auto& server = kept<std::optional<uv_tcp_t>>();
  onUncaughtException([&server](const std::exception_ptr& error) {
    ctx("uncaughtException " + messageOf(error));
    if (server) closeServer(*server);
  });
  fs::stat(fs::readablePath(), [](std::int64_t) { throw std::runtime_error("in stat"); });
  setTimeout([&server] { listen(server.emplace()); }, 100ms);
}

}  // namespace uvscope::oracle
