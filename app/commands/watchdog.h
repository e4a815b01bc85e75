// Ends this program where a query cannot be stopped: SQLite looks at the clock between its steps,
// but a single one (instr() of two long texts) may take hours.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace uvscope::app {

class [[nodiscard]] Watchdog {
 public:
  // Strikes a little after `limit`, unless it is gone by then: with a line on standard error and
  // exit status 2.
  explicit Watchdog(std::chrono::milliseconds limit);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void watch(std::chrono::milliseconds limit);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;   // guarded by mutex_
  std::thread thread_;  // begins last: it uses the others
};

}  // namespace uvscope::app
