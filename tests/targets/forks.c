// Forks without exec, inside a callback: parent and child both go on with the loop.
#include <sys/wait.h>
#include <unistd.h>

#include "count.h"

static uv_loop_t loop;
static uv_timer_t forking, repeating, inner;
static pid_t child = -1;
static int ticks;

static void closed(uv_handle_t* handle) {
  (void)handle;
  ended("TIMERWRAP");
}

static void on_inner(uv_timer_t* timer) {
  uv_close((uv_handle_t*)timer, closed);
}

static void on_fork(uv_timer_t* timer) {
  fflush(stdout);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) CHECK(uv_loop_fork(&loop) == 0);
  CHECK(uv_timer_init(&loop, &inner) == 0);
  made("TIMERWRAP");
  CHECK(uv_timer_start(&inner, on_inner, 1, 0) == 0);
  uv_close((uv_handle_t*)timer, closed);
}

static void on_repeat(uv_timer_t* timer) {
  if (++ticks == 5) uv_close((uv_handle_t*)timer, closed);
}

int main(void) {
  CHECK(uv_loop_init(&loop) == 0);
  CHECK(uv_timer_init(&loop, &forking) == 0);
  CHECK(uv_timer_init(&loop, &repeating) == 0);
  made("TIMERWRAP");
  made("TIMERWRAP");
  CHECK(uv_timer_start(&forking, on_fork, 3, 0) == 0);
  CHECK(uv_timer_start(&repeating, on_repeat, 1, 1) == 0);
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  CHECK(uv_loop_close(&loop) == 0);
  if (child == 0) {
    _exit(ticks == 5 ? 0 : 1);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  printf("child %d ticks %d\n", WEXITSTATUS(status), ticks);
  report(NULL);
  return 0;
}
