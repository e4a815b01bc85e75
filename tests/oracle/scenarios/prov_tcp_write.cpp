// A small write is done at once and makes no request; of one that the kernel does not take whole
// the rest is a request, whose callback comes when the reader outside has read it.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

void writeTwice(Server& server, const SocketPtr& socket) {
  constexpr std::size_t kMuch = 16U << 20U;
  ctx("connection");
  socket->write("small", [] { ctx("small write callback"); });
  socket->write(std::string(kMuch, '\0'), [&server, socket] {
    ctx("big write callback");
    socket->destroy();
    server.close();
  });
  note("writes called");
}

}  // namespace

UVSCOPE_SCENARIO(prov_tcp_write) {
  start();
  Server& server = Server::create(writeTwice);
  server.listen(
      0, [&server] { outsideClient(server.port(), "sleep 0.2; cat <&3 >/dev/null; sleep 0.1"); });
}

}  // namespace uvscope::oracle
