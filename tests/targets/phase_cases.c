// Idle, prepare and check handles that stop and start each other and themselves in their callbacks,
// are started twice, starve no timer, and hold the loop or not.
#include "count.h"

enum { kTurns = 8 };

static uv_loop_t loop;
static uv_idle_t idle, crossing_idle[3];
static uv_prepare_t prepare, starter;
static uv_check_t check, unreferenced;
static uv_timer_t timer;
static int turns, crossings, prepared;

static void on_timer(uv_timer_t* handle);

// Keeps the loop from sleeping, but not from its timers.
static void on_idle(uv_idle_t* handle) {
  called(handle);
  if (++turns != kTurns) return;
  CHECK(uv_timer_start(&timer, on_timer, 1, 0) == 0);
  uv_sleep(3);
}

static void idle_never(uv_idle_t* handle) {
  (void)handle;
  abort();
}

// The first that runs stops all three: the others must not be called.
static void on_crossing(uv_idle_t* handle) {
  called(handle);
  ++crossings;
  for (int i = 0; i < 3; ++i)
    CHECK(uv_idle_stop(&crossing_idle[i]) == 0);
}

static void on_prepare(uv_prepare_t* handle) {
  called(handle);
  CHECK(uv_prepare_stop(handle) == 0);
  if (++prepared < 3) CHECK(uv_prepare_start(handle, on_prepare) == 0);
}

// Starts the check handle, which stops itself, over and over.
static void on_check(uv_check_t* handle) {
  called(handle);
  CHECK(uv_check_stop(handle) == 0);
  CHECK(uv_check_stop(handle) == 0);
}

static void on_starter(uv_prepare_t* handle) {
  called(handle);
  if (uv_is_active((uv_handle_t*)&check)) return;
  CHECK(uv_check_start(&check, on_check) == 0);
  CHECK(uv_check_start(&check, NULL) == 0);  // it runs already, so even this is accepted
}

static void on_unreferenced(uv_check_t* handle) {
  called(handle);
}

static void on_timer(uv_timer_t* handle) {
  called(handle);
  CHECK(turns == kTurns);
  finish(handle);
  finish(&idle);
  MISUSES(uv_idle_start(&idle, on_idle));
  MISUSES(uv_idle_stop(&idle));
  finish(&prepare);
  MISUSES(uv_prepare_start(&prepare, on_prepare));
  MISUSES(uv_prepare_stop(&prepare));
  finish(&check);
  MISUSES(uv_check_stop(&check));
  finish(&starter);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_idle_init(&loop, &idle) == 0);
  born(&idle, "IDLEWRAP");
  for (int i = 0; i < 3; ++i) {
    CHECK(uv_idle_init(&loop, &crossing_idle[i]) == 0);
    born(&crossing_idle[i], "IDLEWRAP");
    CHECK(uv_idle_start(&crossing_idle[i], on_crossing) == 0);
  }
  CHECK(uv_prepare_init(&loop, &prepare) == 0);
  born(&prepare, "PREPAREWRAP");
  CHECK(uv_prepare_init(&loop, &starter) == 0);
  born(&starter, "PREPAREWRAP");
  CHECK(uv_check_init(&loop, &check) == 0);
  born(&check, "CHECKWRAP");
  CHECK(uv_check_init(&loop, &unreferenced) == 0);
  born(&unreferenced, "CHECKWRAP");
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");

  CHECK(uv_idle_stop(&idle) == 0);  // was never started
  FAILS(uv_idle_start(&idle, NULL), UV_EINVAL);
  FAILS(uv_prepare_start(&prepare, NULL), UV_EINVAL);
  FAILS(uv_check_start(&check, NULL), UV_EINVAL);
  CHECK(uv_idle_start(&idle, on_idle) == 0);
  CHECK(uv_idle_start(&idle, idle_never) == 0);  // runs already: no effect
  CHECK(uv_prepare_start(&prepare, on_prepare) == 0);
  CHECK(uv_prepare_start(&starter, on_starter) == 0);
  CHECK(uv_check_start(&unreferenced, on_unreferenced) == 0);
  uv_unref((uv_handle_t*)&unreferenced);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("crossings %d prepared %d\n", crossings, prepared);
  report(&loop);
  return 0;
}
