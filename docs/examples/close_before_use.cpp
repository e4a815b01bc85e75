// Documentation, "init(asyncId, type, triggerAsyncId, resource)": a resource may be closed before
// it is ever called. Prints the events of a server and a timeout that are.
#include <optional>

#include <uvscope/async_hooks.h>

#include "support/print.h"
#include "support/tcp.h"

using example::print;
using example::Server;
using namespace uvscope;
using namespace std::chrono_literals;

int main() {
  const AsyncHook hook =
      createHook({
                     .init = [](AsyncId id, std::string_view type, AsyncId,
                                const ResourceObject&) { print("init ", type, "(", id, ")"); },
                     .before = [](AsyncId id) { print("before: ", id); },
                     .after = [](AsyncId id) { print("after: ", id); },
                     .destroy = [](AsyncId id) { print("destroy: ", id); },
                 })
          .enable();
  Server server([](const auto&) { print("never called"); });
  return run([&server] {
    server.listen([&server] { server.close(); });
    // Or:
    clearTimeout(setTimeout([] { print("never called"); }, 10ms));
  });
}
