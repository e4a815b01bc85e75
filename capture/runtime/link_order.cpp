#include "capture/runtime/link_order.h"

#include <dlfcn.h>
#include <link.h>
#include <uv.h>

namespace uvscope::capture {
namespace {

constexpr const char* kProbe = "uv_run";

// Whether `function` is defined in the program itself: a libuv that was linked statically. Where
// the program only takes the address of a function of ours, the symbol found there is an undefined
// one.
bool isInProgram(void* function) {
  Dl_info info{};
  void* object = nullptr;
  void* symbol = nullptr;
  if (dladdr1(function, &info, &object, RTLD_DL_LINKMAP) == 0 || object == nullptr) return false;
  if (dladdr1(function, &info, &symbol, RTLD_DL_SYMENT) == 0 || symbol == nullptr) return false;
  return static_cast<const link_map*>(object)->l_prev == nullptr &&
         static_cast<const ElfW(Sym)*>(symbol)->st_shndx != SHN_UNDEF;
}

}  // namespace

LinkOrder linkOrder() {
  void* const found = dlsym(RTLD_DEFAULT, kProbe);
  if (found == nullptr) return LinkOrder::NoLibuv;
  if (found == reinterpret_cast<void*>(&uv_run)) return LinkOrder::Right;
  if (isInProgram(found)) return LinkOrder::Wrong;
  // A preloaded recorder may stand before us, which hands on to the next: only a libuv that comes
  // later is found behind us.
  return dlsym(RTLD_NEXT, kProbe) != nullptr ? LinkOrder::Right : LinkOrder::Wrong;
}

}  // namespace uvscope::capture
