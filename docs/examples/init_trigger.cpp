// Documentation, "triggerAsyncId" of init: a server that is connected to. The trigger tells why a
// resource was made, the execution when. The client is not seen, as the documentation's nc is not.
#include <uvscope/async_hooks.h>

#include "support/outside_client.h"
#include "support/print.h"
#include "support/tcp.h"

using example::outsideClient;
using example::print;
using example::Server;
using namespace uvscope;

int main() {
  const AsyncHook hook =
      createHook({.init = [](AsyncId id, std::string_view type, AsyncId trigger,
                             const ResourceObject&) {
        print(type, "(", id, "): trigger: ", trigger, " execution: ", executionAsyncId());
      }}).enable();
  Server server([&server](const auto& connection) {
    connection->end();
    server.close();
  });
  server.listen();
  const std::jthread client = outsideClient(server.port());
  return run([] {});
}
