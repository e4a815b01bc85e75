// Work for the pool: queued by what came of work, by timers in between, by loops of several threads
// at once, more of it than there are threads, without an after-callback, and with none at all.
#include "count.h"

enum { kChain = 5, kMany = 40, kLoops = 3, kEach = 10 };

static uv_loop_t loop;
static uv_work_t chain, many[kMany], silent, refused;
static uv_timer_t timer;
static int links, timer_runs;

struct own_loop {
  uv_loop_t loop;
  uv_work_t works[kEach];
  uv_async_t wake_up;
  uv_thread_t thread;
  int done;
};

static struct own_loop loops[kLoops];

static void work(uv_work_t* request) {
  (void)request;
}

static void on_many(uv_work_t* request, int status) {
  (void)request;
  CHECK(status == 0);
  finished("WORKREQWRAP");
}

static void queue(uv_loop_t* to, uv_work_t* request, uv_after_work_cb callback) {
  CHECK(uv_queue_work(to, request, work, callback) == 0);
  made("WORKREQWRAP");
}

static void on_chain(uv_work_t* request, int status) {
  CHECK(status == 0);
  finished("WORKREQWRAP");
  if (++links < kChain) queue(&loop, request, on_chain);
}

static void on_timer(uv_timer_t* handle) {
  called(handle);
  if (++timer_runs == 3) {
    finish(handle);
  } else {
    queue(&loop, &many[kMany - timer_runs], on_many);
  }
}

static void on_own(uv_work_t* request, int status) {
  CHECK(status == 0);
  finished("WORKREQWRAP");
  struct own_loop* const own = (struct own_loop*)request->loop;
  if (++own->done == kEach) CHECK(uv_async_send(&own->wake_up) == 0);
}

static void on_wake_up(uv_async_t* handle) {
  called(handle);
  finish(handle);
}

static void run_own(void* argument) {
  struct own_loop* const own = argument;
  CHECK(uv_loop_init(&own->loop) == 0);
  CHECK(uv_async_init(&own->loop, &own->wake_up, on_wake_up) == 0);
  born(&own->wake_up, "ASYNCWRAP");
  for (int i = 0; i < kEach; ++i)
    queue(&own->loop, &own->works[i], on_own);
  CHECK(uv_run(&own->loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&own->loop) == 0);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  for (int i = 0; i < kLoops; ++i)
    CHECK(uv_thread_create(&loops[i].thread, run_own, &loops[i]) == 0);
  CHECK(uv_queue_work(&loop, &refused, NULL, on_many) == UV_EINVAL);
  queue(&loop, &chain, on_chain);
  for (int i = 0; i < kMany - 2; ++i)
    queue(&loop, &many[i], on_many);
  queue(&loop, &silent, NULL);
  CHECK(uv_timer_init(&loop, &timer) == 0);
  born(&timer, "TIMERWRAP");
  CHECK(uv_timer_start(&timer, on_timer, 1, 1) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  ended("WORKREQWRAP");  // the silent one
  for (int i = 0; i < kLoops; ++i)
    uv_thread_join(&loops[i].thread);
  printf("links %d timer %d\n", links, timer_runs);
  report(&loop);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
