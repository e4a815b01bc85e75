// Documentation, "async_hooks.executionAsyncId()": it tells when, not why. In the callback of a
// connection it is the server, in that of listen() a tick.
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
  AsyncId tick;
  const AsyncHook hook =
      createHook({.init = [&](AsyncId id, std::string_view type, AsyncId, const ResourceObject&) {
        if (type == "TickObject") tick = id;
      }}).enable();
  Server server([&server](const auto& connection) {
    const bool is_server = executionAsyncId() == asyncIdOf(server.handle());
    const bool is_connection = executionAsyncId() == asyncIdOf(connection->handle());
    print("connection: executes the ", is_server ? "server" : is_connection ? "connection" : "?");
    connection->end();
    server.close();
  });
  return run([&] {
    server.listen([&] {
      print("listening: executes ", executionAsyncId() == tick ? "a tick" : "?");
      client = outsideClient(server.port());
    });
  });
}
