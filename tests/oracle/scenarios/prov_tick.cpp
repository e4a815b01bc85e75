// TickObject: trigger is the place it was made; ticks made in ticks; ticks run before promise jobs.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_tick) {
  start();
  nextTick([] {
    ctx("tick 1");
    nextTick([] { ctx("tick in tick"); });
  });
  nextTick([] { ctx("tick 2"); });
  Promise<void>::resolve().then([] { ctx("then"); });
  ctx("main");
}

}  // namespace uvscope::oracle
