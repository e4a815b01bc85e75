// Wake-ups: before the loop runs, many that become one, by threads, in the own callback, without a
// callback, of a handle that holds no loop; and one sent to a handle that is being closed.
#include "count.h"

enum { kThreads = 3, kSends = 200 };

static uv_loop_t loop;
static uv_async_t early, shared, again, without_callback, unreferenced;
static uv_thread_t threads[kThreads];
static uv_sem_t taken;
static int rounds;

static void on_early(uv_async_t* handle) {
  called(handle);
  finish(handle);
  MISUSES(uv_async_send(handle));
}

// Of each thread one send is taken, because it waits for that; which of the others are is up to
// the system, so these send to handles without a callback.
static void on_shared(uv_async_t* handle) {
  called(handle);
  uv_sem_post(&taken);
  if (++rounds == kThreads) finish(handle);
}

static void on_again(uv_async_t* handle) {
  static int left = 4;
  called(handle);
  if (--left == 0) {
    finish(handle);
  } else {
    CHECK(uv_async_send(handle) == 0);
  }
}

static void on_unreferenced(uv_async_t* handle) {
  called(handle);
}

static void send_one_after_the_other(void* number) {
  for (int i = 0; i < kSends; ++i)
    CHECK(uv_async_send(&without_callback) == 0);
  if ((intptr_t)number > 0) uv_thread_join(&threads[(intptr_t)number - 1]);
  CHECK(uv_async_send(&shared) == 0);
  uv_sem_wait(&taken);
}

static void add(uv_async_t* handle, uv_async_cb callback) {
  CHECK(uv_async_init(&loop, handle, callback) == 0);
  born(handle, "ASYNCWRAP");
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_sem_init(&taken, 0) == 0);
  add(&early, on_early);
  add(&shared, on_shared);
  add(&again, on_again);
  add(&without_callback, NULL);
  add(&unreferenced, on_unreferenced);
  uv_unref((uv_handle_t*)&without_callback);
  uv_unref((uv_handle_t*)&unreferenced);
  for (int i = 0; i < kSends; ++i)
    CHECK(uv_async_send(&early) == 0);
  CHECK(uv_async_send(&again) == 0);
  CHECK(uv_async_send(&unreferenced) == 0);
  for (intptr_t i = 0; i < kThreads; ++i)
    CHECK(uv_thread_create(&threads[i], send_one_after_the_other, (void*)i) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  uv_thread_join(&threads[kThreads - 1]);
  finish(&without_callback);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("rounds %d\n", rounds);
  report(&loop);
  uv_sem_destroy(&taken);
  return 0;
}
