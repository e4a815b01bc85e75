// A child process that is started while a flood of events in another thread fills its ring: if
// nobody reads it, the recording stops in the middle of uv_spawn.
#include <pthread.h>

#include "count.h"

static uv_loop_t loop;
static uv_process_t process;
static int floods;

static void on_timer(uv_timer_t* timer) {
  long* const left = timer->data;
  if (--*left > 0) {
    CHECK(uv_timer_start(timer, on_timer, 0, 0) == 0);
  } else {
    uv_close((uv_handle_t*)timer, NULL);
  }
}

static void* flood(void* unused) {
  long left = 200000;
  uv_loop_t own;
  uv_timer_t timer;
  CHECK(uv_loop_init(&own) == 0);
  CHECK(uv_timer_init(&own, &timer) == 0);
  timer.data = &left;
  CHECK(uv_timer_start(&timer, on_timer, 0, 0) == 0);
  CHECK(uv_run(&own, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&own) == 0);
  return unused;
}

// Runs inside uv_spawn, before its fork.
static void before_fork(void) {
  pthread_t thread;
  if (floods++ > 0) return;
  CHECK(pthread_create(&thread, NULL, flood, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
}

static void on_exit_cb(uv_process_t* ended_process, int64_t status, int signal_number) {
  printf("exit %d signal %d\n", (int)status, signal_number);
  uv_close((uv_handle_t*)ended_process, NULL);
}

int main(void) {
  char* arguments[] = {(char*)"/bin/sh", (char*)"-c", (char*)"exit 7", NULL};
  uv_process_options_t options;
  memset(&options, 0, sizeof options);
  options.file = arguments[0];
  options.args = arguments;
  options.exit_cb = on_exit_cb;
  CHECK(pthread_atfork(before_fork, NULL, NULL) == 0);
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_spawn(&loop, &process, &options) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  printf("floods %d\n", floods);
  CHECK(uv_loop_close(&loop) == 0);
  return 0;
}
