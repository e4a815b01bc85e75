// Documentation, "Troubleshooting: Context loss": a queue that calls back from one place loses the
// context of who asked. Shows it, and the two remedies: a promise, and an AsyncResource.
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;
using namespace std::chrono_literals;

namespace {

AsyncLocalStorage<std::string> storage;

void show(const char* where) {
  const std::string* const store = storage.getStore();
  print(where, ": ", store != nullptr ? *store : "lost");
}

// Calls everybody from a timer of its own, which was made when there was no store.
class Batch {
 public:
  Batch() {
    setTimeout([this] { flush(); }, 5ms);
  }

  void get(std::function<void()> callback) { callbacks_.push_back(std::move(callback)); }

 private:
  void flush() {
    for (const auto& callback : std::exchange(callbacks_, {}))
      callback();
  }

  std::deque<std::function<void()>> callbacks_;
};

Promise<> getAsPromise(Batch& batch) {
  return Promise<>([&batch](const auto& resolve, const auto& /*reject*/) { batch.get(resolve); });
}

Promise<> awaitIt(Batch& batch) {
  co_await getAsPromise(batch);
  show("awaited");
}

}  // namespace

int main() {
  Batch batch;
  return run([&batch] {
    storage.run("the request", [&batch] {
      batch.get([] { show("plain callback"); });
      batch.get(AsyncLocalStorage<std::string>::bind([] { show("bound callback"); }));
      awaitIt(batch);
    });
  });
}
