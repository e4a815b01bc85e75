// make_timers SECONDS [FILE]: makes timers without end or for SECONDS (0: without end). Says on
// standard output how many there are, each time after they were made; at the normal end writes
// "done" to FILE.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

enum { kBatch = 64, kMost = 400000 };

static uv_timer_t timers[kMost];
static uv_idle_t idle;
static uv_timer_t limit;
static unsigned made;

static void never(uv_timer_t* timer) {
  (void)timer;
}

static void make_some(uv_idle_t* handle) {
  for (int i = 0; i < kBatch && made < kMost; ++i) {
    uv_timer_init(handle->loop, &timers[made]);
    uv_timer_start(&timers[made], never, 3600 * 1000, 0);
    ++made;
  }
  dprintf(STDOUT_FILENO, "%u\n", made);
  usleep(200);
}

static void end(uv_timer_t* timer) {
  uv_stop(timer->loop);
}

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? atoi(argv[1]) : 0;
  uv_loop_t* const loop = uv_default_loop();
  uv_idle_init(loop, &idle);
  uv_idle_start(&idle, make_some);
  uv_timer_init(loop, &limit);
  if (seconds > 0) uv_timer_start(&limit, end, (unsigned)seconds * 1000U, 0);
  uv_run(loop, UV_RUN_DEFAULT);
  if (argc > 2) {
    FILE* const file = fopen(argv[2], "w");
    if (file == NULL) return 1;
    fputs("done", file);
    fclose(file);
  }
  return 6;
}
