// A connection by name: a lookup on the socket's behalf, then the connecting.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_tcp_lookup) {
  start();
  Server& server = Server::create([](Server& own, const SocketPtr& socket) {
    ctx("connection");
    socket->end();
    own.close();
  });
  server.listen(0, [&server] {
    const SocketPtr client = Socket::connect(
        server.port(), [] { ctx("connected"); }, "localhost");
    client->onLookup([] { ctx("lookup"); });
    client->onClose([] { ctx("close"); });
    client->resume();
  });
}

}  // namespace uvscope::oracle
