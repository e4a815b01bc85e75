// threads COUNT [WAVES]: so many threads at once, a loop with a timer and an async each, WAVES
// times.
#include "count.h"

enum { kMost = 1100 };

static uv_barrier_t all_started;

static void closed(uv_handle_t* handle) {
  (void)handle;
}

static void on_timer(uv_timer_t* timer) {
  int* const ticks = timer->data;
  if (++*ticks == 10) uv_close((uv_handle_t*)timer, closed);
}

static void run_loop(void* unused) {
  (void)unused;
  uv_loop_t loop;
  uv_timer_t timer;
  uv_async_t async;
  int ticks = 0;
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  timer.data = &ticks;
  CHECK(uv_timer_start(&timer, on_timer, 0, 1) == 0);
  uv_barrier_wait(&all_started);
  CHECK(uv_async_init(&loop, &async, NULL) == 0);
  uv_unref((uv_handle_t*)&async);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  uv_close((uv_handle_t*)&async, NULL);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&loop) == 0);
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? atoi(argv[1]) : 4;
  const int waves = argc > 2 ? atoi(argv[2]) : 1;
  CHECK(count > 0 && count <= kMost);
  static uv_thread_t threads[kMost];
  for (int wave = 0; wave < waves; ++wave) {
    CHECK(uv_barrier_init(&all_started, (unsigned)count) == 0);
    for (int i = 0; i < count; ++i)
      CHECK(uv_thread_create(&threads[i], run_loop, NULL) == 0);
    for (int i = 0; i < count; ++i)
      uv_thread_join(&threads[i]);
    uv_barrier_destroy(&all_started);
  }
  for (int i = 0; i < count * waves; ++i) {
    made("TIMERWRAP");
    ended("TIMERWRAP");
    made("ASYNCWRAP");
    ended("ASYNCWRAP");
  }
  report(NULL);
  return 0;
}
