// Documentation, "Integrating AsyncResource with EventEmitter": a listener runs in the context of
// who emits; a bound one in that of where it was added.
#include "support/event_emitter.h"

#include <string>

#include <uvscope/async_hooks.h>

#include "support/outside_client.h"
#include "support/print.h"
#include "support/tcp.h"

using example::EventEmitter;
using example::outsideClient;
using example::print;
using example::Server;
using namespace uvscope;

int main() {
  EventEmitter<> request;
  AsyncLocalStorage<std::string> scope;  // names the context
  const auto show = [&scope](const char* listener) {
    const std::string* const name = scope.getStore();
    print(listener, " listener runs in the scope of ", name != nullptr ? *name : "nobody");
  };

  Server server([&](const auto& connection) {
    scope.run("the request", [&] {
      request.on("close", AsyncLocalStorage<std::string>::bind([&] { show("bound"); }));
      request.on("close", [&] { show("plain"); });
    });
    connection->onClose([&] {
      scope.run("the close", [&] { request.emit("close"); });
      server.close();
    });
    connection->end();
  });
  server.listen();
  const std::jthread client = outsideClient(server.port());
  return run([] {});
}
