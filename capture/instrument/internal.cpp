#include "capture/instrument/internal.h"

#include <cstring>
#include <string_view>

#include <dlfcn.h>
#include <link.h>

namespace uvscope::capture {
namespace {

// libuv.so.1, libuv-1.44.so; not libuvw.so, which may hold a libuv of its own.
bool isNamedLibuv(const char* path) {
  const char* const slash = std::strrchr(path, '/');
  const std::string_view name(slash == nullptr ? path : slash + 1);
  return name.starts_with("libuv.") || name.starts_with("libuv-");
}

int noteCodeAround(dl_phdr_info* object, std::size_t /*size*/, void* function) {
  const auto address = reinterpret_cast<std::uintptr_t>(function);
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    const std::uintptr_t begin = object->dlpi_addr + segment.p_vaddr;
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    if (address - begin >= segment.p_memsz) continue;
    // Elsewhere (linked into the program) libuv's code cannot be told from the program's.
    if (isNamedLibuv(object->dlpi_name)) {
      libuv_code::begin.store(begin, std::memory_order_relaxed);
      libuv_code::size.store(segment.p_memsz, std::memory_order_release);
    }
    return 1;
  }
  return 0;
}

}  // namespace

thread_local constinit unsigned libuv_depth = 0;

constinit std::atomic<std::uintptr_t> libuv_code::begin = 0;
constinit std::atomic<std::uintptr_t> libuv_code::size = 0;

void noteLibuvFunction(const void* function) {
  if (libuv_code::size.load(std::memory_order_relaxed) != 0) return;
  dl_iterate_phdr(noteCodeAround, const_cast<void*>(function));
}

}  // namespace uvscope::capture
