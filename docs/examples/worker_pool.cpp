// Documentation, "Using AsyncResource for a Worker thread pool": each task is a resource, so that
// its callback runs in the context of the task and not in that of the worker that happened to do
// it.
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <uvscope/async_hooks.h>

#include "support/check.h"
#include "support/event_emitter.h"
#include "support/print.h"

using example::check;
using example::EventEmitter;
using example::print;
using namespace uvscope;

namespace {

struct Task {
  int a = 0;
  int b = 0;
};

int add(const Task& task) {
  if (task.a < 0) throw std::invalid_argument("only natural numbers");
  return task.a + task.b;
}

using Callback = std::function<void(std::exception_ptr error, std::optional<int> result)>;

class WorkerPoolTaskInfo : public AsyncResource {
 public:
  explicit WorkerPoolTaskInfo(Callback callback)
      : AsyncResource("WorkerPoolTaskInfo"), callback_(std::move(callback)) {}

  // Used once: the end of the object, soon after, emits destroy.
  void done(std::exception_ptr error, std::optional<int> result) {
    runInAsyncScope(callback_, std::move(error), result);
  }

 private:
  Callback callback_;
};

// A thread that does one task at a time. All but work() belongs to the thread that made it.
class Worker {
 public:
  using OnDone = std::function<void(Worker& worker)>;

  explicit Worker(OnDone on_done) : on_done_(std::move(on_done)) {
    check(uv_async_init(uv_default_loop(), wake_.get(), finished), "uv_async_init");
    wake_->data = this;
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }

  ~Worker() {
    thread_.request_stop();
    thread_.join();
    uv_close(reinterpret_cast<uv_handle_t*>(wake_.release()),
             [](uv_handle_t* closed) { delete reinterpret_cast<uv_async_t*>(closed); });
  }

  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start(Task task, std::unique_ptr<WorkerPoolTaskInfo> info) {
    info_ = std::move(info);
    const std::lock_guard lock(mutex_);
    task_ = task;
    changed_.notify_one();
  }

 private:
  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return task_.has_value(); })) {
      const Task task = *std::exchange(task_, std::nullopt);
      lock.unlock();
      std::exception_ptr error;
      std::optional<int> result;
      try {
        result = add(task);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      error_ = error;
      result_ = result;
      uv_async_send(wake_.get());
    }
  }

  static void finished(uv_async_t* wake) {
    auto& self = *static_cast<Worker*>(wake->data);
    std::unique_lock lock(self.mutex_);
    std::exception_ptr error = std::exchange(self.error_, nullptr);
    const std::optional<int> result = std::exchange(self.result_, std::nullopt);
    lock.unlock();
    const auto info = std::move(self.info_);
    info->done(std::move(error), result);
    self.on_done_(self);
  }

  OnDone on_done_;
  std::unique_ptr<WorkerPoolTaskInfo> info_;
  std::unique_ptr<uv_async_t> wake_ = std::make_unique<uv_async_t>();

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Task> task_;  // these three: guarded by mutex_
  std::exception_ptr error_;
  std::optional<int> result_;

  std::jthread thread_;  // last: ends first
};

class WorkerPool {
 public:
  explicit WorkerPool(int thread_count) {
    for (int i = 0; i < thread_count; ++i) {
      workers_.push_back(std::make_unique<Worker>([this](Worker& worker) {
        free_workers_.push_back(&worker);
        events_.emit(kWorkerFreed);
      }));
      free_workers_.push_back(workers_.back().get());
    }
    events_.on(kWorkerFreed, [this] {
      if (waiting_.empty()) return;
      auto next = std::move(waiting_.front());
      waiting_.pop_front();
      dispatch(next.first, std::move(next.second));
    });
  }

  void runTask(Task task, Callback callback) {
    // The resource is made here, where the task is asked for, and not when a worker is free.
    auto info = std::make_unique<WorkerPoolTaskInfo>(std::move(callback));
    if (free_workers_.empty()) {
      waiting_.emplace_back(task, std::move(info));
    } else {
      dispatch(task, std::move(info));
    }
  }

  // Not from within a task's callback: a worker does not end while it is being used.
  void close() { workers_.clear(); }

 private:
  static constexpr const char* kWorkerFreed = "worker freed";

  void dispatch(Task task, std::unique_ptr<WorkerPoolTaskInfo> info) {
    Worker& worker = *free_workers_.back();
    free_workers_.pop_back();
    worker.start(task, std::move(info));
  }

  EventEmitter<> events_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Worker*> free_workers_;
  std::deque<std::pair<Task, std::unique_ptr<WorkerPoolTaskInfo>>> waiting_;
};

std::string describe(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    return thrown.what();
  }
}

}  // namespace

int main() {
  constexpr int kTasks = 10;
  std::map<AsyncId, int> task_of;  // the id of its resource to the number of a task
  int made = 0;
  const AsyncHook hook =
      createHook({.init = [&](AsyncId id, std::string_view type, AsyncId, const ResourceObject&) {
        if (type == "WorkerPoolTaskInfo") task_of[id] = made++;
      }}).enable();

  WorkerPool pool(2);
  std::vector<std::string> outcomes(kTasks);
  int finished = 0;
  return run([&] {
    for (int i = 0; i < kTasks; ++i) {
      const Task task{i == 7 ? -1 : 42, 100};
      pool.runTask(task, [&, i](const std::exception_ptr& error, std::optional<int> result) {
        const bool own_context = task_of.at(executionAsyncId()) == i;
        outcomes[static_cast<std::size_t>(i)] =
            (error ? "error: " + describe(error) : std::to_string(*result)) +
            (own_context ? ", in its own context" : ", elsewhere");
        if (++finished == kTasks) setImmediate([&pool] { pool.close(); });
      });
    }
    onExit([&](int) {
      for (int i = 0; i < kTasks; ++i)
        print("task ", i, ": ", outcomes[static_cast<std::size_t>(i)]);
    });
  });
}
