// Loops: run once and without waiting, stopped, embedded into another by its descriptor, nested,
// emptied by closing all that is walked over, made anew, closed too early, and alive or not.
#include "count.h"

static uv_loop_t loop, embedded, nested, forked;
static uv_poll_t embedder;
static uv_timer_t timer, embedded_timer, nested_timer, stopping, forked_timer;
static uv_idle_t idle;
static uv_async_t async;
static uv_prepare_t prepare;
static int idles, embedded_turns, stopped_turns;

static void on_embedded(uv_timer_t* handle) {
  (void)handle;
  abort();
}

// What a program does whose own loop is not libuv's.
static void on_embedder(uv_poll_t* handle, int status, int events) {
  (void)events;
  CHECK(status == 0);
  called(handle);
  ++embedded_turns;
  CHECK(uv_run(&embedded, UV_RUN_NOWAIT) == 0);
  finish(handle);
}

static void on_nested(uv_timer_t* handle) {
  called(handle);
  finish(handle);
}

static void on_timer(uv_timer_t* handle) {
  called(handle);
  CHECK(uv_loop_init(&nested) == 0);
  CHECK(uv_timer_init(&nested, &nested_timer) == 0);
  born(&nested_timer, "TIMERWRAP");
  CHECK(uv_timer_start(&nested_timer, on_nested, 1, 0) == 0);
  CHECK(uv_run(&nested, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&nested) == 0);
}

static void on_idle(uv_idle_t* handle) {
  called(handle);
  ++idles;
}

static void on_stopping(uv_timer_t* handle) {
  called(handle);
  ++stopped_turns;
  uv_stop(handle->loop);
}

static void on_async(uv_async_t* handle) {
  called(handle);
  finish(handle);
}

static void close_walked(uv_handle_t* handle, void* count) {
  ++*(int*)count;
  if (!uv_is_closing(handle)) finish(handle);
}

static void add_timer(uv_loop_t* to, uv_timer_t* handle, uv_timer_cb callback, uint64_t timeout,
                      uint64_t repeat) {
  CHECK(uv_timer_init(to, handle) == 0);
  born(handle, "TIMERWRAP");
  CHECK(uv_timer_start(handle, callback, timeout, repeat) == 0);
}

static void run_in_parts(void) {
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0 && uv_loop_alive(&loop) == 0);  // nothing to do
  CHECK(uv_idle_init(&loop, &idle) == 0);
  born(&idle, "IDLEWRAP");
  CHECK(uv_idle_start(&idle, on_idle) == 0);
  CHECK(uv_loop_alive(&loop) != 0);
  for (int i = 0; i < 3; ++i)
    CHECK(uv_run(&loop, UV_RUN_NOWAIT) != 0);
  CHECK(uv_run(&loop, UV_RUN_ONCE) != 0);
  CHECK(uv_idle_stop(&idle) == 0);
  add_timer(&loop, &timer, on_timer, 1, 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  add_timer(&loop, &stopping, on_stopping, 1, 1);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) != 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) != 0);
  CHECK(uv_timer_stop(&stopping) == 0);
  uv_stop(&loop);  // before it runs: the next run returns at once
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
}

static void embed(void) {
  CHECK(uv_loop_init(&embedded) == 0);
  CHECK(uv_async_init(&embedded, &async, on_async) == 0);
  born(&async, "ASYNCWRAP");
  CHECK(uv_run(&embedded, UV_RUN_NOWAIT) != 0);
  CHECK(uv_poll_init(&loop, &embedder, uv_backend_fd(&embedded)) == 0);
  born(&embedder, "POLLWRAP");
  CHECK(uv_poll_start(&embedder, UV_READABLE, on_embedder) == 0);
  CHECK(uv_async_send(&async) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  add_timer(&embedded, &embedded_timer, on_embedded, 1000, 0);
}

// The program "forks" does so in a child.
static void renew_loop(void) {
  CHECK(uv_loop_init(&forked) == 0);
  CHECK(uv_loop_fork(&forked) == 0);  // harmless in the parent
  CHECK(uv_timer_init(&forked, &forked_timer) == 0);
  born(&forked_timer, "TIMERWRAP");
  finish(&forked_timer);
  CHECK(uv_run(&forked, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&forked) == 0);
}

static void close_all(uv_loop_t* of) {
  int count = 0;
  CHECK(uv_loop_close(of) == UV_EBUSY);
  uv_walk(of, close_walked, &count);
  printf("walked over %d\n", count);
  CHECK(uv_run(of, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(of) == 0);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  run_in_parts();
  embed();
  renew_loop();
  CHECK(uv_prepare_init(&loop, &prepare) == 0);
  born(&prepare, "PREPAREWRAP");
  close_all(&loop);
  close_all(&embedded);
  printf("idles %d embedded %d stopped %d\n", idles, embedded_turns, stopped_turns);
  report(NULL);
  return 0;
}
