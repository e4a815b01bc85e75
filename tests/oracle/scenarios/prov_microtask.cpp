// Microtask: destroy is queued in its callback; microtasks made in one run before ticks made there.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_microtask) {
  start();
  queueMicrotask([] {
    ctx("microtask 1");
    queueMicrotask([] { ctx("microtask in microtask"); });
    nextTick([] { ctx("tick in microtask"); });
  });
  queueMicrotask([] { ctx("microtask 2"); });
}

}  // namespace uvscope::oracle
