// System calls made in the middle of somebody else's program.
#pragma once

#include <cerrno>
#include <csignal>

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

// For its lifetime no handler interrupts the calling thread but for a fault of its own. Costs two
// system calls.
class [[nodiscard]] WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP})
      sigdelset(&all, fault);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }

  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace uvscope::capture
