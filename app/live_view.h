// The desktop beside a running recording: a process of its own, so that neither can hold up the
// other.
#pragma once

#include <string>

#include <sys/types.h>

namespace uvscope::app {

class LiveView {
 public:
  LiveView() = default;
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;
  ~LiveView() = default;

  // Starts `uvscope view PATH`. If it cannot be, that is told on standard error; recording goes on.
  void open(const std::string& path);
  // Until the person closes it; at once when it was never opened.
  void wait();

 private:
  pid_t pid_ = 0;  // 0: not open
};

}  // namespace uvscope::app
