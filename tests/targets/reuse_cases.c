// Memory that serves again while what it was has not ended: handles of a loop that was thrown away,
// and of a loop that goes on without them. What was there before never ends.
#include "count.h"

static uv_loop_t abandoned, loop;
static uv_timer_t timer;
static uv_async_t async;

static union {
  uv_timer_t timer;
  uv_idle_t idle;
  uv_tcp_t tcp;
} memory;

static void on_never(uv_timer_t* handle) {
  (void)handle;
  abort();
}

static void on_timer(uv_timer_t* handle) {
  called(handle);
  CHECK(uv_async_send(&async) == 0);
  finish(handle);
}

static void on_async(uv_async_t* handle) {
  called(handle);
  finish(handle);
}

static void on_idle(uv_idle_t* handle) {
  called(handle);
  finish(handle);
}

// Of a loop that is forgotten with them.
static void make_what_is_forgotten(void) {
  CHECK(uv_loop_init(&abandoned) == 0);
  CHECK(uv_timer_init(&abandoned, &timer) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_never, 1000, 0) == 0);
  CHECK(uv_async_init(&abandoned, &async, on_async) == 0);
  made("ASYNCWRAP");
  CHECK(uv_timer_init(&abandoned, &memory.timer) == 0);
  made("TIMERWRAP");
  CHECK(uv_loop_close(&abandoned) == UV_EBUSY);
}

int main(void) {
  make_what_is_forgotten();
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");
  overwrites("TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_timer, 1, 0) == 0);
  CHECK(uv_async_init(&loop, &async, on_async) == 0);
  born(&async, "ASYNCWRAP");
  overwrites("ASYNCWRAP");
  CHECK(uv_idle_init(&loop, &memory.idle) == 0);  // a timer was there
  born(&memory.idle, "IDLEWRAP");
  overwrites("TIMERWRAP");
  CHECK(uv_idle_start(&memory.idle, on_idle) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_tcp_init(&loop, &memory.tcp) == 0);  // the idle handle has ended
  born(&memory.tcp, "TCPWRAP");
  finish(&memory.tcp);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&loop) == 0);
  report(NULL);
  return 0;
}
