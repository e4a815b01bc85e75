// Documentation, "async_hooks.executionAsyncResource()": continuation-local storage without a map.
// A hook hands a property on to each new resource; the server answers with what it finds later.
#include <string>

#include <uvscope/async_hooks.h>

#include "support/print.h"
#include "support/tcp.h"

using example::print;
using example::Server;
using example::Socket;
using namespace uvscope;
using namespace std::chrono_literals;

int main() {
  const PropertyKey<std::string> state;  // as private as a symbol
  const AsyncHook hook =
      createHook({.init = [&](AsyncId, std::string_view, AsyncId, const ResourceObject& resource) {
        resource[state] = executionAsyncResource()[state];
      }}).enable();

  Server server([&state](const std::shared_ptr<Socket>& request) {
    request->onLine([&state, request](const std::string& path) {
      executionAsyncResource()[state] = path;
      const auto delay = path == "/1" ? 60ms : 10ms;  // the answers overtake each other
      setTimeout(
          [&state, request] {
            request->send(executionAsyncResource()[state]);
            request->end();
          },
          delay);
    });
  });

  int answers = 0;
  const auto ask = [&](const std::string& path) {
    const auto client =
        Socket::connect(server.port(), [path](Socket& connected) { connected.send(path); });
    client->onLine([&, path](const std::string& answer) {
      print("request ", path, " got ", answer);
      if (++answers == 2) server.close();
    });
  };
  return run([&] {
    server.listen();
    ask("/1");
    ask("/2");
  });
}
