// after without before at the main program's level: the stack holds 1, so it is corrupt too.
#include "tests/oracle/scenario.h"
#include "tests/oracle/without_ids.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(res_unbalanced_after) {
  if (arguments.empty()) {
    child({"x"}, withoutIds("A"));
    return;
  }
  start();
  AsyncResource resource("event", kBootstrapId);
  resource.leaveByHand();
  note("still here");
}

}  // namespace uvscope::oracle
