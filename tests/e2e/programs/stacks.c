/* Makes a handle and a request where a test knows the lines, and others on stacks that no compiler
 * makes: by way of code made at run time, of an overwritten frame, of a coroutine. */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <uv.h>

static uv_timer_t timer, from_new_code, from_broken_frame, from_coroutine;
static uv_fs_t request;

static void answered(uv_fs_t* done) {
  uv_fs_req_cleanup(done);
}

static inline __attribute__((always_inline)) void arm(uv_timer_t* handle) {
  uv_timer_init(uv_default_loop(), handle); /* the handle is made here */
}

__attribute__((noinline)) static void start_timer(void) {
  arm(&timer);                       /* and inlined here */
  __asm__ volatile("" ::: "memory"); /* not a tail call, which leaves no frame of this function */
}

__attribute__((noinline)) static int start_request(void) {
  const int rc =
      uv_fs_stat(uv_default_loop(), &request, "/", answered); /* the request is made here */
  return rc + 1;
}

__attribute__((noinline)) static void init_from_new_code(void) {
  uv_timer_init(uv_default_loop(), &from_new_code); /* called by new code */
  __asm__ volatile("" ::: "memory");
}

/* push rbp; call rdi; pop rbp; ret */
static void run_new_code(void) {
  static const unsigned char code[] = {0x55, 0xFF, 0xD7, 0x5D, 0xC3};
  void* const page =
      mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return;
  memcpy(page, code, sizeof code);
  void (*call)(void (*)(void)) = NULL;
  memcpy(&call, &page, sizeof call);
  call(init_from_new_code);
}

/* The words above its frame, up to those of main, are lost while it makes a timer. */
__attribute__((noinline, optimize("no-omit-frame-pointer"))) static void init_from_broken_frame(
    void) {
  uintptr_t* const frame = __builtin_frame_address(0);
  const uintptr_t saved_frame = frame[0], saved_return = frame[1];
  ((volatile uintptr_t*)frame)[0] = 0x4141414141414141;
  ((volatile uintptr_t*)frame)[1] = 0x4242424242424242;
  uv_timer_init(uv_default_loop(), &from_broken_frame); /* called on a broken stack */
  ((volatile uintptr_t*)frame)[0] = saved_frame;
  ((volatile uintptr_t*)frame)[1] = saved_return;
}

static void init_from_coroutine(void) {
  uv_timer_init(uv_default_loop(), &from_coroutine); /* called by a coroutine */
  __asm__ volatile("" ::: "memory");
}

static void run_coroutine(void) {
  static ucontext_t main_context, coroutine;
  static char stack[65536];
  getcontext(&coroutine);
  coroutine.uc_stack.ss_sp = stack;
  coroutine.uc_stack.ss_size = sizeof stack;
  coroutine.uc_link = &main_context;
  makecontext(&coroutine, init_from_coroutine, 0);
  swapcontext(&main_context, &coroutine);
}

int main(void) {
  start_timer();
  if (start_request() != 1) return 1;
  run_new_code();
  init_from_broken_frame();
  run_coroutine();
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
  return 0;
}
