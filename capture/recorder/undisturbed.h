// System calls made in the middle of somebody else's program.
#pragma once

#include <cerrno>

#include <pthread.h>

namespace uvscope::capture {

// For its lifetime the calling thread cannot be cancelled; at its end errno is as it was. Held
// around everything of ours that makes system calls.
class [[nodiscard]] Undisturbed {
 public:
  Undisturbed() : errno_(errno) { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state_); }

  ~Undisturbed() {
    pthread_setcancelstate(cancel_state_, nullptr);
    errno = errno_;
  }

  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;

 private:
  int errno_;
  int cancel_state_ = PTHREAD_CANCEL_ENABLE;
};

}  // namespace uvscope::capture
