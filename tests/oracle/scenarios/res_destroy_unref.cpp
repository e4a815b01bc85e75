// The destroy queue does not keep the process alive, but is emptied before it ends.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(res_destroy_unref) {
  start();
  onExit([](int) { note("exit"); });
  onBeforeExit([] { note("beforeExit"); });
  AsyncResource("R").emitDestroy();
  note("main end");
}

}  // namespace uvscope::oracle
