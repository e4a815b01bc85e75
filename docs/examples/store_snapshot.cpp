// Documentation, "AsyncLocalStorage.bind(fn)" and "AsyncLocalStorage.snapshot()": functions that
// keep the stores of where they were made.
#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

namespace {

AsyncLocalStorage<int> storage;

int current() {
  const int* const store = storage.getStore();
  return store != nullptr ? *store : 0;
}

// Remembers where it was made.
class Foo {
 public:
  int get() { return run_in_async_scope_(current); }

 private:
  decltype(AsyncLocalStorage<int>::snapshot()) run_in_async_scope_ =
      AsyncLocalStorage<int>::snapshot();
};

}  // namespace

int main() {
  return run([] {
    auto run_in_async_scope = storage.run(123, [] { return AsyncLocalStorage<int>::snapshot(); });
    print("snapshot: ", storage.run(321, [&] { return run_in_async_scope(current); }));

    Foo foo = storage.run(123, [] { return Foo(); });
    print("member: ", storage.run(321, [&] { return foo.get(); }));

    auto bound = storage.run(123, [] { return AsyncLocalStorage<int>::bind(current); });
    print("bound: ", storage.run(321, [&] { return bound(); }));
  });
}
