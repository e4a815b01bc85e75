// The documents' "asynchronous context": the tick that tells of listening makes a timeout.
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(doc_listen_timeout) {
  start();
  Server& server = Server::create([](Server&, const SocketPtr&) {});
  server.listen(0, [&server] {
    ctx("listening");
    setTimeout(
        [&server] {
          ctx("timeout");
          server.close();
        },
        80ms);
  });
}

}  // namespace uvscope::oracle
