// What the program "plugin" loads.
#include "count.h"

static uv_loop_t loop;
static uv_timer_t timer;
static uv_work_t request;

static void closed(uv_handle_t* handle) {
  (void)handle;
  ended("TIMERWRAP");
}

static void on_timer(uv_timer_t* handle) {
  uv_close((uv_handle_t*)handle, closed);
}

static void work(uv_work_t* handle) {
  (void)handle;
}

static void after_work(uv_work_t* handle, int status) {
  (void)handle;
  CHECK(status == 0);
  ended("WORKREQWRAP");
}

__attribute__((visibility("default"))) int run_module(void);

int run_module(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_timer, 1, 0) == 0);
  CHECK(uv_queue_work(&loop, &request, work, after_work) == 0);
  made("WORKREQWRAP");
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&loop) == 0);
  report(NULL);
  return 0;
}
