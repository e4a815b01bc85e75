// Order of one turn: main, ticks, promise jobs, then timers / poll / immediates; between any two
// callbacks ticks and promise jobs.
#include <chrono>
#include <thread>

#include "tests/oracle/fs_calls.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(order_phases) {
  start();
  fs::stat(fs::readablePath(), [](std::int64_t) {
    ctx("poll");
    setTimeout([] { ctx("timeout"); }, 0ms);
    setImmediate([] { ctx("immediate (before the timeout: poll is followed by check)"); });
    nextTick([] { ctx("tick"); });
    Promise<>::resolve().then([] { ctx("then"); });
    queueMicrotask([] { ctx("microtask"); });
    // So that the timeout is due when the immediate has run: Node itself takes longer than its 1
    // ms.
    std::this_thread::sleep_for(2ms);
  });
}

}  // namespace uvscope::oracle
