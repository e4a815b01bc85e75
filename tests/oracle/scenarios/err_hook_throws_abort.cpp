// The same with abortOnUncaughtException: SIGABRT, exit handlers not called.
#include <stdexcept>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(err_hook_throws_abort) {
  if (arguments.empty()) {
    child({"x"});
    return;
  }
  abortOnUncaughtException();
  onExit([](int) { note("exit listener (never)"); });
  const AsyncHook throws =
      createHook({.init = [](auto&&...) { throw std::runtime_error("boom"); }}).enable();
  const AsyncResource r("R");
}

}  // namespace uvscope::oracle
