// Which handles' callbacks this thread runs, so that after a callback it is known whether its
// handle still is there: only a closed one may have been freed, by a loop that ran inside the
// callback.
#pragma once

namespace uvscope::capture {

// For the time of a callback. Nests.
class [[nodiscard]] RunningHandle {
 public:
  explicit RunningHandle(const void* handle) : handle_(handle), outer_(innermost) {
    innermost = this;
  }

  ~RunningHandle() { innermost = outer_; }

  RunningHandle(const RunningHandle&) = delete;
  RunningHandle& operator=(const RunningHandle&) = delete;

  // Nobody has called uv_close on it meanwhile.
  [[nodiscard]] bool stillOpen() const { return handle_ != nullptr; }

  // uv_close is called on `handle`.
  static void closing(const void* handle) {
    for (RunningHandle* running = innermost; running != nullptr; running = running->outer_) {
      if (running->handle_ == handle) running->handle_ = nullptr;
    }
  }

 private:
  static inline thread_local constinit RunningHandle* innermost = nullptr;

  const void* handle_;
  RunningHandle* outer_;
};

}  // namespace uvscope::capture
