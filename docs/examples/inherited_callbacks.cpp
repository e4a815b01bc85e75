// Documentation, "async_hooks.createHook(callbacks)": callbacks are inherited. A hook from an
// object has the member functions of its class and of its base.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

namespace {

struct MyAsyncCallbacks {
  void init(AsyncId id, std::string_view type, AsyncId /*trigger*/, const ResourceObject&) {
    print("init ", type, "(", id, ")");
  }

  void destroy(AsyncId id) { print("destroy: ", id); }
};

struct MyAddedCallbacks : MyAsyncCallbacks {
  void before(AsyncId id) { print("before: ", id); }

  void after(AsyncId id) { print("after: ", id); }
};

}  // namespace

int main() {
  const AsyncHook hook = createHook(MyAddedCallbacks{}).enable();
  return run([] { setImmediate([] { print("immediate"); }); });
}
