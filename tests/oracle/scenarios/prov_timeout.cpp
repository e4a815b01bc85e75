// Timeout: init, before, after, destroy once each; a timer made in a timer; timers due together run
// apart, ticks between them.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(prov_timeout) {
  start();
  align();
  setTimeout(
      [] {
        ctx("first");
        setTimeout([] { ctx("second"); }, 5ms);
      },
      5ms);
  setTimeout(
      [] {
        ctx("A");
        nextTick([] { ctx("tick of A"); });
      },
      150ms);
  setTimeout([] { ctx("B"); }, 150ms);
}

}  // namespace uvscope::oracle
