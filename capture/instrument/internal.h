// Telling the program's calls from those that libuv makes to itself: libuv calls its own exported
// functions, and these come here too.
#pragma once

#include <atomic>
#include <cstdint>

namespace uvscope::capture {

// How many real functions are being called by this thread. Not 0: the caller is libuv.
extern thread_local constinit unsigned libuv_depth;

inline bool calledByLibuv() {
  return libuv_depth != 0;
}

// Around the call of a real function. Not around those that run the program's callbacks.
class [[nodiscard]] InLibuv {
 public:
  InLibuv() { ++libuv_depth; }

  ~InLibuv() { --libuv_depth; }

  InLibuv(const InLibuv&) = delete;
  InLibuv& operator=(const InLibuv&) = delete;
};

// Around a callback of the program: what it calls are its own calls again.
class [[nodiscard]] InProgram {
 public:
  InProgram() : depth_(libuv_depth) { libuv_depth = 0; }

  ~InProgram() { libuv_depth = depth_; }

  InProgram(const InProgram&) = delete;
  InProgram& operator=(const InProgram&) = delete;

 private:
  unsigned depth_;
};

// Remembers the code of the library in which a real function was found.
void noteLibuvFunction(const void* function);

// [begin, begin + size) is libuv's code. Written together once, size last.
namespace libuv_code {
extern constinit std::atomic<std::uintptr_t> begin;
extern constinit std::atomic<std::uintptr_t> size;
}  // namespace libuv_code

// Whether a callback is libuv's own, as far as its code lies in a library of its own.
inline bool isLibuvCode(const void* function) {
  const std::uintptr_t size = libuv_code::size.load(std::memory_order_acquire);
  return reinterpret_cast<std::uintptr_t>(function) -
             libuv_code::begin.load(std::memory_order_relaxed) <
         size;
}

// In an exported function: whether libuv's code has called it, also while libuv_depth is 0, as it
// is in uv_run.
[[gnu::always_inline]] inline bool calledFromLibuv() {
  return isLibuvCode(__builtin_return_address(0));
}

}  // namespace uvscope::capture
