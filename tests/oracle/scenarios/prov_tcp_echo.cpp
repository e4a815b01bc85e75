// A server that answers a client outside: data, the end and the close are all callbacks of the
// accepted socket.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

void echo(Server& server, const SocketPtr& socket) {
  ctx("connection");
  Socket* const peer = socket.get();
  socket->onData([peer](std::string_view data) {
    ctx("data " + std::string(data));
    peer->write("echo " + std::string(data));
  });
  socket->onEnd([peer] {
    ctx("end");
    peer->end([] { ctx("finished"); });
  });
  socket->onClose([&server] {
    ctx("close");
    server.close();
  });
}

}  // namespace

// The client ends when both answers, of eight bytes each, have come.
UVSCOPE_SCENARIO(prov_tcp_echo) {
  start();
  Server& server = Server::create(echo, {.allow_half_open = true});
  server.listen(0, [&server] {
    outsideClient(server.port(),
                  "printf one >&3; sleep 0.1; printf two >&3; head -c 16 <&3; sleep 0.1");
  });
}

}  // namespace uvscope::oracle
