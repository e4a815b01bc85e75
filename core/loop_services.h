// What the hook core asks of the event loop that its thread runs; given by capture/runtime.
#pragma once

namespace uvscope::core {

class LoopServices {
 public:
  virtual ~LoopServices() = default;

  // Environment::runDestroyQueue is to be called in the check phase, before setImmediate's
  // callbacks (rule 24). Does not keep the loop alive (rule 26).
  virtual void requestCheck() = 0;

  // An Immediate that does nothing, so that the loop turns once more (rule 74).
  virtual void turnOnceMore() = 0;
};

}  // namespace uvscope::core
