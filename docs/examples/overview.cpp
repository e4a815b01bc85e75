// Documentation, "Overview": the five callbacks of a hook, the ids of the current execution.
// Prints what happens to a resource that is called once, and nothing once the hook is disabled.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;
using namespace std::chrono_literals;

namespace {

// Called while the object is constructed: what `resource` names may be half built.
void init(AsyncId id, std::string_view type, AsyncId trigger, const ResourceObject& /*resource*/) {
  print("init ", type, "(", id, ") trigger: ", trigger);
}

// Just before the resource's callback: 0 to N times for handles, once for requests.
void before(AsyncId id) {
  print("before: ", id);
}

// Just after the resource's callback has finished.
void after(AsyncId id) {
  print("after: ", id);
}

// The resource is gone.
void destroy(AsyncId id) {
  print("destroy: ", id);
}

// Promises only: it is settled.
void promiseResolve(AsyncId id) {
  print("resolve: ", id);
}

}  // namespace

int main() {
  AsyncHook hook = createHook({.init = init,
                               .before = before,
                               .after = after,
                               .destroy = destroy,
                               .promise_resolve = promiseResolve});
  return run([&hook] {
    print("execution: ", executionAsyncId(), " trigger: ", triggerAsyncId());
    setTimeout([] { print("made before the hook was enabled"); }, 1ms);

    hook.enable();
    setTimeout([] { print("execution: ", executionAsyncId(), " trigger: ", triggerAsyncId()); },
               20ms);
    Promise<int>::resolve(42);

    setTimeout([&hook] { hook.disable(); }, 60ms);
    setTimeout([] { print("not seen any more"); }, 90ms);
  });
}
