// What the instrumentation tells of loops to the runtime, which gives them timers, immediates and
// ticks. A program that is recorded without knowing of this API has no runtime.
#pragma once

#include <uv.h>

#include "core/loop_services.h"

namespace uvscope::capture {

class LoopObserver {
 public:
  virtual ~LoopObserver() = default;

  // The program has initialised `loop` on this thread.
  virtual void made(uv_loop_t* loop) = 0;
  // This thread begins to run `loop`. What its environment may ask of it; null when another thread
  // has timers on it.
  virtual core::LoopServices* entered(uv_loop_t* loop) = 0;
  // The program is about to close `loop`.
  virtual void closing(uv_loop_t* loop) = 0;
  // Whether `handle` is the runtime's own and no business of the program's.
  virtual bool owns(const uv_handle_t* handle) = 0;
};

// Null: there is no runtime. Set once, when the library is loaded.
LoopObserver* loopObserver();
void setLoopObserver(LoopObserver* observer);

}  // namespace uvscope::capture
