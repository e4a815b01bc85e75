// The default loop and another, a loop run inside a callback, a loop that is closed too early, and
// one that another thread runs than the one that made it.
#include <errno.h>

#include "count.h"

static uv_timer_t outer, inner, elsewhere;
static uv_async_t moved;
static uv_work_t handed_over;
static uv_loop_t nested, moving;
static uv_loop_t* heap_loop;
static int runs;

static void timer_closed(uv_handle_t* handle) {
  (void)handle;
  ended("TIMERWRAP");
}

static void on_inner(uv_timer_t* timer) {
  ++runs;
  uv_close((uv_handle_t*)timer, timer_closed);
}

static void on_outer(uv_timer_t* timer) {
  ++runs;
  CHECK(errno == 1234);
  CHECK(uv_loop_init(&nested) == 0);
  CHECK(uv_timer_init(&nested, &inner) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&inner, on_inner, 1, 0) == 0);
  printf("early %s\n", uv_err_name(uv_loop_close(&nested)));
  CHECK(uv_run(&nested, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&nested) == 0);
  uv_close((uv_handle_t*)timer, timer_closed);
  errno = 1234;
}

static void async_closed(uv_handle_t* handle) {
  (void)handle;
  ended("ASYNCWRAP");
}

static void on_moved(uv_async_t* handle) {
  ++runs;
  uv_close((uv_handle_t*)handle, async_closed);
}

static void work(uv_work_t* request) {
  (void)request;
}

static void after_work(uv_work_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  ended("WORKREQWRAP");
}

static void run_elsewhere(void* loop) {
  CHECK(uv_run(loop, UV_RUN_DEFAULT) == 0);
}

int main(void) {
  uv_loop_t* const loop = uv_default_loop();
  CHECK(uv_timer_init(loop, &outer) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&outer, on_outer, 0, 0) == 0);
  errno = 1234;
  CHECK(uv_run(loop, UV_RUN_NOWAIT) == 0 || runs > 0);
  CHECK(errno == 1234);
  CHECK(uv_run(loop, UV_RUN_DEFAULT) == 0);

  CHECK(uv_loop_init(&moving) == 0);
  CHECK(uv_async_init(&moving, &moved, on_moved) == 0);
  made("ASYNCWRAP");
  CHECK(uv_queue_work(&moving, &handed_over, work, after_work) == 0);
  made("WORKREQWRAP");
  uv_thread_t thread;
  CHECK(uv_thread_create(&thread, run_elsewhere, &moving) == 0);
  CHECK(uv_async_send(&moved) == 0);
  uv_thread_join(&thread);
  CHECK(uv_loop_close(&moving) == 0);

  heap_loop = malloc(uv_loop_size());
  CHECK(uv_loop_init(heap_loop) == 0);
  CHECK(uv_timer_init(heap_loop, &elsewhere) == 0);
  made("TIMERWRAP");
  uv_close((uv_handle_t*)&elsewhere, timer_closed);
  CHECK(uv_run(heap_loop, UV_RUN_ONCE) == 0);
  CHECK(uv_loop_close(heap_loop) == 0);
  free(heap_loop);

  printf("runs %d\n", runs);
  report(loop);
  CHECK(uv_loop_close(loop) == 0);
  return 0;
}
