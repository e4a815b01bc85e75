#include "ui/logic/worker.h"

#include <utility>

namespace uvscope::ui {

Worker::Worker(std::function<void()> wake) : wake_(std::move(wake)), thread_([this] { loop(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    outstanding_.fetch_add(1, std::memory_order_acq_rel);
    jobs_.push_back(std::move(job));
  }
  changed_.notify_all();
}

void Worker::waitIdle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return idle(); });
}

void Worker::loop() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
    job = nullptr;  // what it holds goes before anybody learns that it is done
    {
      const std::lock_guard lock(mutex_);
      outstanding_.fetch_sub(1, std::memory_order_acq_rel);
    }
    changed_.notify_all();
    if (wake_) wake_();
  }
}

}  // namespace uvscope::ui
