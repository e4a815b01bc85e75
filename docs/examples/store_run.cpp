// Documentation, "asyncLocalStorage.run(store, callback[, ...args])": the store is there inside and
// in what is started inside; not behind it, also when the callback throws.
#include <stdexcept>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;
using namespace std::chrono_literals;

namespace {

struct Store {
  int id;
};

AsyncLocalStorage<Store> storage;

void show(const char* where) {
  const Store* const store = storage.getStore();
  print(where, ": ", store != nullptr ? std::to_string(store->id) : "nothing");
}

}  // namespace

int main() {
  return run([] {
    try {
      storage.run(Store{2}, [] {
        show("inside run");
        setTimeout([] { show("in the timeout"); }, 20ms);
        throw std::runtime_error("from inside");
      });
    } catch (const std::runtime_error& error) {
      show("in the catch");
      print("caught: ", error.what());
    }
    print("returned: ", storage.run(
                            Store{3}, [](int value) { return value + 1; }, 41));
  });
}
