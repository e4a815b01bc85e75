// Loads a module that uses libuv, with local scope as Python loads its modules, runs it, unloads
// it, and does so again. The program itself knows no libuv.
#include <dlfcn.h>
#include <stdio.h>

int main(void) {
  for (int i = 0; i < 2; ++i) {
    void* const module = dlopen(MODULE, RTLD_NOW | RTLD_LOCAL);
    if (module == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      return 2;
    }
    int (*run)(void);
    *(void**)&run = dlsym(module, "run_module");
    if (run == NULL || run() != 0) return 1;
    if (dlclose(module) != 0) return 3;
  }
  return 0;
}
