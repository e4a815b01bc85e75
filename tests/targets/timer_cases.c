// Timers at the limits: none and huge timeouts, many due at once, stopped and closed from other
// timers' callbacks, started and stopped in their own.
#include "count.h"

enum { kSameDue = 5 };

static uv_loop_t loop;
static uv_timer_t same_due[kSameDue], huge, huge_repeat, stopped, stops, closed_due, closes_due;
static uv_timer_t self_starting, self_stopping;
static char order[32];
static int starts;

static void add(uv_timer_t* timer) {
  CHECK(uv_timer_init(&loop, timer) == 0);
  born(timer, "TIMERWRAP");
}

static void on_never(uv_timer_t* timer) {
  (void)timer;
  abort();
}

static void on_same_due(uv_timer_t* timer) {
  called(timer);
  order[strlen(order)] = (char)('0' + (timer - same_due));
  finish(timer);
}

static void on_stops(uv_timer_t* timer) {
  called(timer);
  CHECK(uv_timer_stop(&stopped) == 0);
  CHECK(uv_timer_stop(&stopped) == 0);  // no effect
  finish(timer);
}

// The other one is due in the same turn and must not be called any more.
static void on_closes_due(uv_timer_t* timer) {
  called(timer);
  finish(&closed_due);
  MISUSES(uv_timer_start(&closed_due, on_never, 0, 0));
  finish(timer);
}

static void on_self_starting(uv_timer_t* timer) {
  called(timer);
  if (++starts == 4) {
    finish(timer);
  } else {
    CHECK(uv_timer_start(timer, on_self_starting, 0, 0) == 0);
  }
}

static void on_self_stopping(uv_timer_t* timer) {
  called(timer);
  CHECK(uv_timer_stop(timer) == 0);
  CHECK(uv_timer_again(timer) == 0);  // has a repeat: starts anew
  uv_timer_set_repeat(timer, 0);
  CHECK(uv_timer_again(timer) == 0);  // has none: nothing happens
  CHECK(uv_timer_get_repeat(timer) == 0);
  CHECK(uv_timer_stop(timer) == 0);
  finish(timer);
  MISUSES(uv_timer_stop(timer));
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  for (int i = 0; i < kSameDue; ++i)
    add(&same_due[i]);
  uv_timer_t* const others[] = {&huge,       &huge_repeat, &stopped,       &stops,
                                &closes_due, &closed_due,  &self_starting, &self_stopping};
  for (size_t i = 0; i < sizeof others / sizeof *others; ++i)
    add(others[i]);
  FAILS(uv_timer_again(&huge), UV_EINVAL);
  FAILS(uv_timer_start(&huge, NULL, 1, 0), UV_EINVAL);
  CHECK(uv_timer_stop(&huge) == 0);  // was never started
  for (int i = 0; i < kSameDue; ++i)
    CHECK(uv_timer_start(&same_due[i], on_same_due, 3, 0) == 0);
  CHECK(uv_timer_start(&huge, on_never, UINT64_MAX, 0) == 0);
  CHECK(uv_timer_start(&huge_repeat, on_never, UINT64_MAX, UINT64_MAX) == 0);
  CHECK(uv_timer_get_due_in(&huge) > 0);
  CHECK(uv_timer_start(&stops, on_stops, 1, 0) == 0);
  CHECK(uv_timer_start(&stopped, on_never, 2000, 0) == 0);
  CHECK(uv_timer_start(&closes_due, on_closes_due, 2, 0) == 0);
  CHECK(uv_timer_start(&closed_due, on_never, 2, 0) == 0);
  CHECK(uv_timer_start(&self_starting, on_self_starting, 0, 0) == 0);
  CHECK(uv_timer_start(&self_stopping, on_self_stopping, 1, 2) == 0);
  uv_unref((uv_handle_t*)&huge);
  uv_unref((uv_handle_t*)&huge_repeat);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  uv_timer_t once;
  add(&once);
  CHECK(uv_timer_start(&once, on_self_starting, 0, 0) == 0);
  starts = 3;
  CHECK(uv_run(&loop, UV_RUN_ONCE) == 0 || alive_handles(&loop) > 0);
  CHECK(uv_run(&loop, UV_RUN_NOWAIT) == 0);
  printf("order %s starts %d\n", order, starts);
  report(&loop);
  return 0;
}
