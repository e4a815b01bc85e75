// Two immediates of one turn, ticks and promise jobs between them; one made in an immediate runs a
// turn later.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_immediate) {
  start();
  setImmediate([] {
    ctx("first");
    setImmediate([] { ctx("third"); });
    nextTick([] { ctx("tick"); });
    Promise<void>::resolve().then([] { ctx("then"); });
  });
  setImmediate([] { ctx("second"); });
}

}  // namespace uvscope::oracle
