// Documentation, "Asynchronous context example": what happens when a server starts, indented by the
// callbacks that run.
#include <string>

#include <uvscope/async_hooks.h>

#include "support/print.h"
#include "support/tcp.h"

using example::print;
using example::Server;
using namespace uvscope;
using namespace std::chrono_literals;

int main() {
  std::string indent;
  const AsyncHook hook =
      createHook(
          {
              .init =
                  [&](AsyncId id, std::string_view type, AsyncId trigger, const ResourceObject&) {
                    print(indent, type, "(", id, "): trigger: ", trigger,
                          " execution: ", executionAsyncId());
                  },
              .before =
                  [&](AsyncId id) {
                    print(indent, "before: ", id);
                    indent += "  ";
                  },
              .after =
                  [&](AsyncId id) {
                    indent.resize(indent.size() - 2);
                    print(indent, "after: ", id);
                  },
              .destroy = [&](AsyncId id) { print(indent, "destroy: ", id); },
          })
          .enable();
  Server server([](const auto&) {});
  return run([&server] {
    server.listen([&server] {
      // Wait 10 ms before saying that the server has started.
      setTimeout(
          [&server] {
            print(">>> ", executionAsyncId());
            server.close();
          },
          10ms);
    });
  });
}
