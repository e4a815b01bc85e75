// Disabling inside a then() callback: no after for it, nothing for promises made next.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(hook_disable_in_promise) {
  AsyncHook& all = start();
  Promise<int>::resolve(1)
      .then([&all] {
        all.disable();
        Promise<int>::resolve(42).then([] {});
        nextTick([] {});
      })
      .then([] { note("end"); });
}

}  // namespace uvscope::oracle
