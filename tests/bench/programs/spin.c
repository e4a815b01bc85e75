// spin timers|idles HANDLES SECONDS: a loop that calls so many handles without a pause. Timers are
// due at once and started again in their callbacks. An operation is a callback.
#include <string.h>

#include "rate.h"

static uv_loop_t loop;
static uint64_t end_ns;
static int over;
static long long callbacks;

static void count(void) {
  if ((++callbacks & 255) == 0 && uv_hrtime() > end_ns) over = 1;
}

static void on_timer(uv_timer_t* timer) {
  count();
  if (over) {
    uv_close((uv_handle_t*)timer, NULL);
  } else {
    CHECK(uv_timer_start(timer, on_timer, 0, 0) == 0);
  }
}

static void on_idle(uv_idle_t* idle) {
  count();
  if (over) uv_close((uv_handle_t*)idle, NULL);
}

int main(int argc, char** argv) {
  CHECK(argc == 4);
  const int timers = strcmp(argv[1], "timers") == 0;
  const long handles = atol(argv[2]);
  union uv_any_handle* const memory = calloc((size_t)handles, sizeof *memory);
  CHECK(uv_loop_init(&loop) == 0);
  for (long i = 0; i < handles; ++i) {
    if (timers) {
      CHECK(uv_timer_init(&loop, &memory[i].timer) == 0);
      CHECK(uv_timer_start(&memory[i].timer, on_timer, 0, 0) == 0);
    } else {
      CHECK(uv_idle_init(&loop, &memory[i].idle) == 0);
      CHECK(uv_idle_start(&memory[i].idle, on_idle) == 0);
    }
  }
  end_ns = uv_hrtime() + (uint64_t)(atof(argv[3]) * 1e9);
  begin_rate();
  CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
  end_rate(callbacks);
  CHECK(uv_loop_close(&loop) == 0);
  free(memory);
  return 0;
}
