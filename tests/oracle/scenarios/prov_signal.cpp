// A watched signal: init with the first listener, before and after for each signal, destroy when
// the last listener has gone.
#include <csignal>

#include <unistd.h>

#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

namespace {

struct State {
  Timeout keep;
  int count = 0;
};

void onSignal(uv_signal_t* watcher, int /*number*/) {
  auto& state = *static_cast<State*>(watcher->data);
  ctx("SIGUSR2 " + std::to_string(++state.count));
  if (state.count == 1) {
    setTimeout([] { kill(getpid(), SIGUSR2); }, 20ms);
    return;
  }
  closeQuietly(*watcher);
  clearInterval(state.keep);
  note("removed");
}

}  // namespace

UVSCOPE_SCENARIO(prov_signal) {
  start();
  static State state;
  state.keep = setInterval([] {}, 100s);
  auto& watcher = keptHandle<uv_signal_t>();
  watcher.data = &state;
  check(uv_signal_init(uv_default_loop(), &watcher), "uv_signal_init");
  uv_unref(asHandle(watcher));
  check(uv_signal_start(&watcher, onSignal, SIGUSR2), "uv_signal_start");
  note("listening");
  kill(getpid(), SIGUSR2);
}

}  // namespace uvscope::oracle
