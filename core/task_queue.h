// What runs between two callbacks of the loop: ticks and microtasks.
#pragma once

#include <utility>

namespace uvscope::core {

enum class Outcome : bool { Returned, Threw };

// One callback to run later. Lives until it is run or dropped; either may delete it.
class Task {
 public:
  Task() = default;
  virtual ~Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  // Threw: the exception has been handled, and the rest of the queue waits for the next turn (rule
  // 76). Microtasks always return.
  virtual Outcome run() = 0;
  // It will never run.
  virtual void drop() = 0;

 private:
  friend class TaskQueue;
  Task* next_ = nullptr;
};

// First in, first out. Owns what it holds.
class TaskQueue {
 public:
  TaskQueue() = default;

  ~TaskQueue() { dropAll(); }

  TaskQueue(const TaskQueue&) = delete;
  TaskQueue& operator=(const TaskQueue&) = delete;

  [[nodiscard]] bool empty() const { return first_ == nullptr; }

  void push(Task* task) {
    (last_ == nullptr ? first_ : last_->next_) = task;
    last_ = task;
  }

  // Null when empty. The caller takes it over.
  Task* pop() {
    Task* const task = first_;
    if (task == nullptr) return nullptr;
    first_ = std::exchange(task->next_, nullptr);
    if (first_ == nullptr) last_ = nullptr;
    return task;
  }

  void dropAll() {
    while (Task* const task = pop())
      task->drop();
  }

 private:
  Task* first_ = nullptr;
  Task* last_ = nullptr;
};

}  // namespace uvscope::core
