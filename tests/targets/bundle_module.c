// A module with a libuv of its own inside, or what is enough of one: its functions give odd
// numbers, so that it shows whose are called. Loaded by the program "bundle".
#include <stdio.h>

struct any;
// Through pointers that the compiler cannot see through: as calls between files are.
__attribute__((visibility("default"))) int uv_tcp_init(struct any* loop, struct any* handle);
__attribute__((visibility("default"))) int uv_run(struct any* loop, int mode);
__attribute__((visibility("default"))) int uv_idle_start(struct any* handle, void* callback);
__attribute__((visibility("default"))) int uv_is_active(const struct any* handle);
__attribute__((visibility("default"))) int run_module(void);

int uv_tcp_init(struct any* loop, struct any* handle) {
  (void)loop;
  (void)handle;
  return 41;
}

int uv_run(struct any* loop, int mode) {
  (void)loop;
  return 42 + mode;
}

int uv_idle_start(struct any* handle, void* callback) {
  (void)handle;
  (void)callback;
  return 43;
}

int uv_is_active(const struct any* handle) {
  (void)handle;
  return 0;
}

static int (*volatile call_tcp_init)(struct any*, struct any*) = uv_tcp_init;
static int (*volatile call_run)(struct any*, int) = uv_run;
static int (*volatile call_idle_start)(struct any*, void*) = uv_idle_start;

int run_module(void) {
  _Alignas(16) char memory[1024] = {0};
  struct any* const any = (struct any*)memory;
  printf("own %d %d %d\n", call_tcp_init(any, any), call_run(any, 0), call_idle_start(any, NULL));
  return 0;
}
