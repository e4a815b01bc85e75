// One background thread that does jobs in order. The drawing thread posts and never waits.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace uvscope::ui {

class Worker {
 public:
  using Job = std::function<void()>;

  // `wake` is called on the worker's thread after each job: there may be something new to draw.
  explicit Worker(std::function<void()> wake = {});
  // Drops the jobs that have not begun and waits for the one that has.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(Job job);

  // Nothing waits and nothing is being done.
  [[nodiscard]] bool idle() const { return outstanding_.load(std::memory_order_acquire) == 0; }

  // Blocks until idle. For tests and for taking pictures.
  void waitIdle();

 private:
  void loop();

  const std::function<void()> wake_;
  std::atomic<std::size_t> outstanding_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;   // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses everything above
};

}  // namespace uvscope::ui
