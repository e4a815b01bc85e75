// Documentation, "AsyncResource.bind(fn)" and "asyncResource.bind(fn)": functions that run in the
// context of a resource, wherever they are called.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

int main() {
  const AsyncHook hook =
      createHook({.init = [](AsyncId id, std::string_view type, AsyncId, const ResourceObject&) {
        print("init ", type, "(", id, ")");
      }}).enable();
  AsyncResource resource("RESOURCE");
  return run([&resource] {
    // The static one makes a resource of its own, of the type given. It has to be given: C++
    // functions have no names.
    auto add = AsyncResource::bind(
        [](int a, int b) {
          print("in add: id ", executionAsyncId());
          return a + b;
        },
        "add");
    auto on_resource = resource.bind([] { print("on the resource: id ", executionAsyncId()); });
    setImmediate([add, on_resource]() mutable {
      print("immediate: id ", executionAsyncId());
      print("sum: ", add(40, 2));
      on_resource();
      print("immediate: id ", executionAsyncId());
    });
  });
}
