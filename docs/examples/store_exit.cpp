// Documentation, "asyncLocalStorage.exit(callback[, ...args])": no store inside and in what is
// started inside; it is back behind it, also when the callback throws.
#include <stdexcept>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

namespace {

AsyncLocalStorage<int> storage;

void show(const char* where) {
  const int* const store = storage.getStore();
  print(where, ": ", store != nullptr ? std::to_string(*store) : "nothing");
}

}  // namespace

int main() {
  return run([] {
    storage.run(1, [] {
      try {
        show("before exit");
        storage.exit([] {
          show("inside exit");
          setImmediate([] { show("in the immediate"); });
          throw std::runtime_error("from inside");
        });
      } catch (const std::runtime_error&) {
        show("in the catch");
      }
    });
  });
}
