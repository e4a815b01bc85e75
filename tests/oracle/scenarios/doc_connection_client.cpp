// The connection example with the client in the same process, by address.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(doc_connection_client) {
  start();
  Server& server = Server::create([](Server& own, const SocketPtr& socket) {
    ctx("server connection");
    socket->end();
    own.close([] { ctx("server closed"); });
  });
  server.listen(0, [&server] {
    ctx("listening");
    const SocketPtr client = Socket::connect(server.port(), [] { ctx("client connected"); });
    client->onEnd([] { ctx("client end"); });
    client->onClose([] { ctx("client close"); });
    client->resume();
  });
}

}  // namespace uvscope::oracle
