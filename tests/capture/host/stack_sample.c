/* Calls whose places a test knows: each returns where it was called from. Built in several ways
 * (see CMakeLists.txt); APART only makes it a build of its own. */
#ifdef APART
int apart = 1;
#endif

__attribute__((noinline)) static void* here(void) {
  return __builtin_return_address(0);
}

static inline __attribute__((always_inline)) void* inlined_call(void) {
  void* const at = here(); /* inner line */
  __asm__ volatile("" ::: "memory");
  return at;
}

__attribute__((noinline, visibility("hidden"))) void* hidden_function(void) {
  void* const at = inlined_call(); /* outer line */
  __asm__ volatile("" ::: "memory");
  return at;
}

void* stack_sample(void) {
  void* const at = hidden_function();
  __asm__ volatile("" ::: "memory");
  return at;
}
