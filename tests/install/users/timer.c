/* The C program of somebody who has installed uvscope. */
#include <stdio.h>
#include <uv.h>
#include <uvscope/async_hooks_c.h>

static void init(uvscope_async_id id, const char* type, uvscope_async_id trigger, void* object,
                 void* data) {
  (void)trigger;
  (void)object;
  (void)data;
  printf("init %s %d\n", type, (int)id);
}

static void before(uvscope_async_id id, void* data) {
  (void)data;
  printf("before %d\n", (int)id);
}

static void destroy(uvscope_async_id id, void* data) {
  (void)data;
  printf("destroy %d\n", (int)id);
}

static void due(uv_timer_t* timer) {
  uv_close((uv_handle_t*)timer, NULL);
}

int main(void) {
  uvscope_hook_callbacks callbacks = {init, before, NULL, destroy, NULL};
  uvscope_hook* hook = uvscope_hook_create(&callbacks, NULL);
  uv_timer_t timer;
  printf("instrumented: %d\n", uvscope_instruments_libuv());
  uvscope_hook_enable(hook);
  uv_timer_init(uv_default_loop(), &timer);
  uv_timer_start(&timer, due, 1, 0);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  uvscope_hook_free(hook);
  return 0;
}
