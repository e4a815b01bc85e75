// Documentation, "Usage with async/await": only one awaited call runs within a context. Behind the
// co_await the store of before is back.
#include <map>
#include <string>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;
using namespace std::chrono_literals;

namespace {

using Map = std::map<std::string, std::string>;
AsyncLocalStorage<Map> storage;

void show(const char* where) {
  const Map* const store = storage.getStore();
  print(where, ": ", store != nullptr ? store->at("key") : "nothing");
}

Promise<> sleep(std::chrono::milliseconds time) {
  return Promise<>(
      [time](const auto& resolve, const auto& /*reject*/) { setTimeout(resolve, time); });
}

Promise<int> foo() {
  show("foo");
  co_await sleep(1ms);
  show("foo, later");
  co_return 42;
}

Promise<> fn() {
  const int result = co_await storage.run(Map{}, [] {
    storage.getStore()->emplace("key", "value");
    return foo();
  });
  show("fn");
  print("result: ", result);
}

}  // namespace

int main() {
  return run([] { fn(); });
}
