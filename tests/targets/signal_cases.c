// Signals: several handles and loops for one signal, once only, another signal than before, stopped
// in the own callback, signals that cannot be caught.
#include <signal.h>
#include <unistd.h>

#include "count.h"

enum { kHandles = 4, kLoops = 2 };

static uv_loop_t loop, other_loops[kLoops];
static uv_signal_t same[kHandles], once, switching, silent, of_other_loops[kLoops];
static int sum, once_raised, switched;

static void add(uv_loop_t* to, uv_signal_t* handle) {
  CHECK(uv_signal_init(to, handle) == 0);
  born(handle, "SIGNALWRAP");
}

static void on_same(uv_signal_t* handle, int number) {
  called(handle);
  CHECK(number == SIGUSR1);
  ++sum;
  CHECK(uv_signal_stop(handle) == 0);
  CHECK(uv_signal_stop(handle) == 0);
  finish(handle);
  if (sum == kHandles) raise(SIGUSR2);
}

static void on_switched(uv_signal_t* handle, int number) {
  called(handle);
  ++switched;
  if (number == SIGUSR2) {
    CHECK(uv_signal_start(handle, on_switched, SIGHUP) == 0);
    raise(SIGHUP);
  } else {
    CHECK(number == SIGHUP);
    finish(handle);
  }
}

// Libuv stops it when this has returned, so a second one does not come here.
static void on_once(uv_signal_t* handle, int number) {
  called(handle);
  CHECK(number == SIGUSR2);
  ++once_raised;
}

static void on_other_loop(uv_signal_t* handle, int number) {
  called(handle);
  CHECK(number == SIGTERM);
  finish(handle);
}

static void never(uv_signal_t* handle, int number) {
  (void)handle;
  (void)number;
  abort();
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  for (int i = 0; i < kHandles; ++i) {
    add(&loop, &same[i]);
    CHECK(uv_signal_start(&same[i], on_same, SIGUSR1) == 0);
  }
  add(&loop, &once);
  add(&loop, &switching);
  add(&loop, &silent);
  CHECK(uv_signal_start_oneshot(&once, on_once, SIGUSR2) == 0);
  CHECK(uv_signal_start(&switching, on_switched, SIGUSR2) == 0);
  CHECK(uv_signal_start(&silent, never, SIGUSR1) == 0);
  CHECK(uv_signal_stop(&silent) == 0);
  FAILS(uv_signal_start(&silent, never, SIGKILL), UV_EINVAL);
  FAILS(uv_signal_start(&silent, never, 0), UV_EINVAL);
  FAILS(uv_signal_start_oneshot(&silent, never, 12345), UV_EINVAL);
  for (int i = 0; i < kLoops; ++i) {
    CHECK(uv_loop_init(&other_loops[i]) == 0);
    add(&other_loops[i], &of_other_loops[i]);
    CHECK(uv_signal_start(&of_other_loops[i], on_other_loop, SIGTERM) == 0);
  }
  kill(getpid(), SIGTERM);
  for (int i = 0; i < kLoops; ++i) {
    CHECK(uv_run(&other_loops[i], UV_RUN_DEFAULT) == 0);
    CHECK(uv_loop_close(&other_loops[i]) == 0);
  }
  raise(SIGUSR1);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(!uv_is_active((uv_handle_t*)&once));
  finish(&once);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("sum %d once %d switched %d\n", sum, once_raised, switched);
  report(&loop);
  return 0;
}
