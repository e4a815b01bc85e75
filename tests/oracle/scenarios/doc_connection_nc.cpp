// The documents' example of triggerAsyncId(): a server that a client outside connects to.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(doc_connection_nc) {
  Server& server = Server::create([](Server& own, const SocketPtr& socket) {
    ctx("connection");
    socket->onClose([&own] {
      ctx("close");
      own.close();
    });
    socket->destroy();
  });
  start();
  server.listen(0, [&server] {
    ctx("listening");
    outsideClient(server.port(), "cat <&3; sleep 0.1");
  });
}

}  // namespace uvscope::oracle
