// Documentation, "Error handling": a hook callback that throws ends the process with status 1. The
// exit handlers are called, the handler of uncaught exceptions is not.
#include <stdexcept>

#include <uvscope/async_hooks.h>

#include "support/print.h"

using example::print;
using namespace uvscope;

int main() {
  const AsyncHook hook =
      createHook({.before = [](AsyncId) { throw std::runtime_error("from a hook"); }}).enable();
  return run([] {
    onUncaughtException([](const std::exception_ptr&) { print("never called"); });
    onExit([](int status) { print("exit status ", status); });
    setImmediate([] { print("never called"); });
  });
}
