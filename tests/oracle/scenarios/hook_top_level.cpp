// Ids outside any callback: 1/0 in the main program, 0/0 in beforeExit and exit handlers.
#include <utility>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(hook_top_level) {
  start();
  ctx("main");
  onBeforeExit([again = false]() mutable {
    ctx("beforeExit");
    if (!std::exchange(again, true)) setImmediate([] { ctx("immediate made in beforeExit"); });
  });
  onExit([](int) {
    ctx("exit");
    setImmediate([] {});
    nextTick([] {});
  });
}

}  // namespace uvscope::oracle
