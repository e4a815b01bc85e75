/* Contains a libuv, as a program linked statically with it does; of its functions only this one. */
#include <stdio.h>
#include <uv.h>
#include <uvscope/async_hooks_c.h>

int uv_run(uv_loop_t* loop, uv_run_mode mode) {
  return loop == NULL && mode == UV_RUN_DEFAULT;
}

int main(void) {
  printf("instrumented: %d\n", uvscope_instruments_libuv());
  return 0;
}
