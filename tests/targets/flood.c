// flood COUNT: a timer that re-arms itself COUNT times.
#include "count.h"

static uv_loop_t loop;
static uv_timer_t timer;
static long left;

static void closed(uv_handle_t* handle) {
  (void)handle;
  ended("TIMERWRAP");
}

static void on_timer(uv_timer_t* handle) {
  if (--left > 0) {
    CHECK(uv_timer_start(handle, on_timer, 0, 0) == 0);
  } else {
    uv_close((uv_handle_t*)handle, closed);
  }
}

int main(int argc, char** argv) {
  left = argc > 1 ? atol(argv[1]) : 1000;
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_timer, 0, 0) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("left %ld\n", left);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
