/* Takes the address of a libuv function, so that a program at a fixed place holds a symbol for it.
 */
#include <stdio.h>
#include <uv.h>
#include <uvscope/async_hooks_c.h>

int (*volatile run)(uv_loop_t*, uv_run_mode) = uv_run;

int main(void) {
  printf("instrumented: %d\n", uvscope_instruments_libuv());
  return run(uv_default_loop(), UV_RUN_DEFAULT);
}
