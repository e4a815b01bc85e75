// Documentation, "Class: AsyncResource": the overview of a resource that the program makes itself.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

int main() {
  const AsyncHook hook = createHook({
                                        .init =
                                            [](AsyncId id, std::string_view type, AsyncId trigger,
                                               const ResourceObject&) {
                                              print("init ", type, "(", id, ") trigger: ", trigger);
                                            },
                                        .before = [](AsyncId id) { print("before: ", id); },
                                        .after = [](AsyncId id) { print("after: ", id); },
                                        .destroy = [](AsyncId id) { print("destroy: ", id); },
                                    })
                             .enable();
  return run([] {
    // Meant as a base class or a member; both options have these values when left out.
    AsyncResource resource(
        "EXAMPLE", {.trigger_async_id = executionAsyncId(), .require_manual_destroy = false});

    // Enters the context of the resource, calls the hooks before and after, hands on arguments and
    // the result, and leaves the context again, also if an exception flies.
    const int sum = resource.runInAsyncScope(
        [](int a, int b) {
          print("in scope: id ", executionAsyncId());
          return a + b;
        },
        40, 2);
    print("sum: ", sum);
    print("asyncId: ", resource.asyncId(), " triggerAsyncId: ", resource.triggerAsyncId());

    // The destroy hooks are called later. Without this the end of the object does the same.
    resource.emitDestroy();
  });
}
