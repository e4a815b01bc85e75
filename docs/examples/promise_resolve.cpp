// Documentation, "promiseResolve(asyncId)": the events of a promise and of the one that then()
// returns.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

int main() {
  const AsyncHook hook =
      createHook(
          {
              .init =
                  [](AsyncId id, std::string_view type, AsyncId trigger, const ResourceObject&) {
                    print("init for ", type, " with id ", id, ", trigger id ", trigger);
                  },
              .before = [](AsyncId id) { print("  before ", id); },
              .after = [](AsyncId id) { print("  after ", id); },
              .promise_resolve = [](AsyncId id) { print("  promise resolve ", id); },
          })
          .enable();
  return run([] {
    Promise<bool>([](const auto& resolve, const auto& /*reject*/) {
      resolve(true);
    }).then([](bool) {});
  });
}
