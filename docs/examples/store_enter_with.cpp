// Documentation, "asyncLocalStorage.enterWith(store)": the store holds for the rest of the current
// callback and all that it starts, and so also for other listeners of the same event.
#include <uvscope/async_hooks.h>

#include "support/event_emitter.h"
#include "support/print.h"

using example::EventEmitter;
using example::print;
using namespace uvscope;

namespace {

AsyncLocalStorage<int> storage;

void show(const char* where) {
  const int* const store = storage.getStore();
  print(where, ": ", store != nullptr ? std::to_string(*store) : "nothing");
}

void followAnOperation() {
  storage.enterWith(1);
  show("after enterWith");
  setImmediate([] { show("in the immediate"); });
}

void leakIntoOtherListeners() {
  EventEmitter<> emitter;
  emitter.on("my-event", [] { storage.enterWith(2); });
  emitter.on("my-event", [] { show("the next listener"); });
  show("before emit");
  emitter.emit("my-event");
  show("after emit");
}

}  // namespace

int main() {
  return run([] {
    setImmediate(followAnOperation);
    setImmediate(leakIntoOtherListeners);
  });
}
