// setInterval is a Timeout: one init, before and after each time, one destroy; cleared in its own
// callback.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(prov_interval) {
  start();

  struct State {
    Timeout interval;
    int count = 0;
  };

  const auto state = std::make_shared<State>();
  state->interval = setInterval(
      [state] {
        ctx("firing " + std::to_string(++state->count));
        if (state->count == 3) clearInterval(state->interval);
      },
      5ms);
}

}  // namespace uvscope::oracle
