// Immediates, in Node's order.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

#include "core/next_tick.h"
#include "core/task_queue.h"

namespace uvscope::capture {

class RuntimeLoop;

// One immediate, shared by its handles and, while pending, by the queue.
class ImmediateNode {
 public:
  ImmediateNode(std::shared_ptr<RuntimeLoop> loop, std::function<void()> callback);

  void refer(bool referenced);

  [[nodiscard]] bool referenced() const { return referenced_; }

  // Once: its destroy is queued, its callback will not run.
  void clear();

  [[nodiscard]] core::AsyncId asyncId() const { return resource_.asyncId(); }

 private:
  friend class ImmediateQueue;

  std::shared_ptr<RuntimeLoop> loop_;
  core::OneShotResource resource_;
  std::function<void()> callback_;
  bool referenced_ = true;
  bool done_ = false;  // begun or cleared
};

class ImmediateQueue {
 public:
  explicit ImmediateQueue(RuntimeLoop& loop) : loop_(loop) {}

  ImmediateQueue(const ImmediateQueue&) = delete;
  ImmediateQueue& operator=(const ImmediateQueue&) = delete;

  void push(std::shared_ptr<ImmediateNode> immediate);

  // A referenced immediate was added, or is done.
  void addReference();
  void dropReference();

  // Runs those that are there now, in the check phase. One that throws does not keep the others
  // from running, nor those made meanwhile, in this same phase (rules 74, 76).
  void run();

  // The loop is closed.
  void dropAll();

 private:
  core::Outcome runBatch();

  RuntimeLoop& loop_;
  std::deque<std::shared_ptr<ImmediateNode>> pending_;
  std::deque<std::shared_ptr<ImmediateNode>> running_;  // the rest of a batch that threw
  std::uint64_t referenced_ = 0;
};

}  // namespace uvscope::capture
