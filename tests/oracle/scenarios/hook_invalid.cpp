// createHook: callbacks that are not given are fine, each one alone and all of them.
#include <functional>
#include <string>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

void makeWith(const std::string& name, const HookCallbacks& callbacks) {
  const AsyncHook made = createHook(callbacks);
  note(name + ": undefined accepted");
}

}  // namespace

UVSCOPE_SCENARIO(hook_invalid) {
  makeWith("init", {.init = nullptr});
  makeWith("before", {.before = nullptr});
  makeWith("after", {.after = nullptr});
  makeWith("destroy", {.destroy = nullptr});
  makeWith("promiseResolve", {.promise_resolve = nullptr});
  AsyncHook empty = createHook(HookCallbacks());
  empty.enable().disable();
  note("empty hook enabled and disabled");
}

}  // namespace uvscope::oracle
