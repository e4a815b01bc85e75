// Server and client over a unix socket.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_pipe_server) {
  const std::string path = temporaryPath("sock");
  start();
  Server& server = Server::create([](Server& own, const SocketPtr& socket) {
    ctx("connection");
    socket->end();
    own.close();
  });
  server.listen(path, [path] {
    ctx("listening");
    const SocketPtr client = Socket::connect(path, [] { ctx("connected"); });
    client->onEnd([] { ctx("end"); });
    client->onClose([] { ctx("close"); });
    client->resume();
  });
}

}  // namespace uvscope::oracle
