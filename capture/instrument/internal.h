// Telling the program's calls from those that libuv makes to itself: libuv calls its own exported
// functions, and these come here too.
#pragma once

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

// Whether a callback is libuv's own, as far as its code lies in a library of its own.
bool isLibuvCode(const void* function);

}  // namespace uvscope::capture
