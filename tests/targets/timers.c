// Timers in all the ways they are started, re-armed and closed; idle, prepare and check handles;
// references.
#include "count.h"

static uv_loop_t loop;
static uv_timer_t once, repeating, rearmed, by_again, leaked, restarted;
static uv_idle_t idle;
static uv_prepare_t prepare;
static uv_check_t check;
static int ticks, rearms, agains, turns;

static void timer_closed(uv_handle_t* handle) {
  (void)handle;
  ended("TIMERWRAP");
}

static void freed(uv_handle_t* handle) {
  ended("TIMERWRAP");
  free(handle);
}

static void add_timer(uv_timer_t* timer) {
  CHECK(uv_timer_init(&loop, timer) == 0);
  made("TIMERWRAP");
}

// The timer's memory serves another one right in the close callback.
static void closed_and_reused(uv_handle_t* handle) {
  ended("TIMERWRAP");
  add_timer((uv_timer_t*)handle);
  uv_close(handle, timer_closed);
}

static void on_once(uv_timer_t* timer) {
  uv_timer_t* other = malloc(sizeof *other);
  add_timer(other);
  uv_close((uv_handle_t*)other, freed);
  uv_close((uv_handle_t*)timer, closed_and_reused);
}

static void on_repeat(uv_timer_t* timer) {
  if (++ticks == 3) uv_close((uv_handle_t*)timer, timer_closed);
}

static void on_rearm(uv_timer_t* timer) {
  if (++rearms < 4) {
    CHECK(uv_timer_start(timer, on_rearm, (uint64_t)(rearms % 2), 0) == 0);
  } else {
    uv_close((uv_handle_t*)timer, timer_closed);
  }
}

static void on_again(uv_timer_t* timer) {
  if (++agains < 3) {
    uv_timer_set_repeat(timer, (uint64_t)agains);
    CHECK(uv_timer_again(timer) == 0);
  } else {
    uv_close((uv_handle_t*)timer, timer_closed);
  }
}

static void on_never(uv_timer_t* timer) {
  (void)timer;
  abort();
}

static void on_restarted(uv_timer_t* timer) {
  uv_close((uv_handle_t*)timer, timer_closed);
}

static void idle_closed(uv_handle_t* handle) {
  (void)handle;
  ended("IDLEWRAP");
}

static void check_closed(uv_handle_t* handle) {
  (void)handle;
  ended("CHECKWRAP");
}

static void on_idle(uv_idle_t* handle) {
  if (++turns == 5) uv_close((uv_handle_t*)handle, idle_closed);
}

static void idle_never(uv_idle_t* handle) {
  (void)handle;
  abort();
}

static void on_prepare(uv_prepare_t* handle) {
  if (turns >= 3 && !uv_is_closing((uv_handle_t*)handle)) {
    // No close callback: it ends all the same.
    uv_close((uv_handle_t*)handle, NULL);
    ended("PREPAREWRAP");
  }
}

static void on_check(uv_check_t* handle) {
  if (turns >= 4) uv_close((uv_handle_t*)handle, check_closed);
}

static void start_others(void) {
  CHECK(uv_idle_init(&loop, &idle) == 0);
  made("IDLEWRAP");
  CHECK(uv_idle_start(&idle, NULL) == UV_EINVAL);
  CHECK(uv_idle_start(&idle, on_idle) == 0);
  CHECK(uv_idle_start(&idle, idle_never) == 0);  // already active: no effect
  CHECK(uv_prepare_init(&loop, &prepare) == 0);
  made("PREPAREWRAP");
  CHECK(uv_prepare_start(&prepare, on_prepare) == 0);
  CHECK(uv_check_init(&loop, &check) == 0);
  made("CHECKWRAP");
  CHECK(uv_check_start(&check, on_check) == 0);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  uv_timer_t* const all[] = {&once, &repeating, &rearmed, &by_again, &leaked, &restarted};
  for (size_t i = 0; i < sizeof all / sizeof *all; ++i)
    add_timer(all[i]);
  CHECK(uv_timer_again(&by_again) == UV_EINVAL);
  CHECK(uv_timer_start(&once, NULL, 1, 0) == UV_EINVAL);
  CHECK(uv_timer_start(&once, on_once, 1, 0) == 0);
  CHECK(uv_timer_start(&repeating, on_repeat, 1, 1) == 0);
  CHECK(uv_timer_start(&rearmed, on_rearm, 0, 0) == 0);
  CHECK(uv_timer_start(&by_again, on_again, 1, 2) == 0);
  CHECK(uv_timer_start(&restarted, on_never, 1000, 0) == 0);
  CHECK(uv_timer_start(&restarted, on_restarted, 1, 0) == 0);
  CHECK(uv_timer_start(&leaked, on_never, 100000, 0) == 0);
  uv_unref((uv_handle_t*)&leaked);
  uv_unref((uv_handle_t*)&leaked);  // no effect
  uv_ref((uv_handle_t*)&leaked);
  uv_unref((uv_handle_t*)&leaked);
  start_others();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("ticks %d rearms %d agains %d turns %d\n", ticks, rearms, agains, turns);
  report(&loop);
  printf("close %s\n", uv_err_name(uv_loop_close(&loop)));
  return 3;
}
