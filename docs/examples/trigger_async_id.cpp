// Documentation, "async_hooks.triggerAsyncId()": why a callback is called. That of listen() exists
// because of the server; that of a connection is the server's own, made by the main program.
#include <uvscope/async_hooks.h>

#include "support/outside_client.h"
#include "support/print.h"
#include "support/tcp.h"

using example::outsideClient;
using example::print;
using example::Server;
using namespace uvscope;

int main() {
  std::jthread client;
  Server server([&server](const auto& connection) {
    // The documentation says: by the connection. Node does as is done here: the callback is the
    // server's, and the server was made by the main program.
    print("connection: triggered by the ", triggerAsyncId() == kBootstrapId ? "main program" : "?");
    connection->end();
    server.close();
  });
  return run([&] {
    server.listen([&] {
      print("listening: triggered by the ",
            triggerAsyncId() == asyncIdOf(server.handle()) ? "server" : "?");
      client = outsideClient(server.port());
    });
  });
}
