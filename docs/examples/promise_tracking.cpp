// Documentation, "Promise execution tracking": without a hook the callbacks of promises have no ids
// of their own; any hook gives them some.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

int main() {
  AsyncHook hook =
      createHook({.init = [](AsyncId, std::string_view, AsyncId, const ResourceObject&) {}});
  return run([&hook] {
    Promise<int>::resolve(1729).then(
        [](int) { print("without a hook: eid ", executionAsyncId(), " tid ", triggerAsyncId()); });
    setImmediate([&hook] {
      hook.enable();
      const auto promise = Promise<int>::resolve(1729);
      promise.then([promise](int) {
        print("with a hook: eid ", executionAsyncId(), " tid ", triggerAsyncId(),
              triggerAsyncId() == promise.asyncId() ? ", the promise" : "");
      });
    });
  });
}
