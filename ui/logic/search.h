// A question whose answer grows: it is worked at in slices, so that other questions of the same
// worker get in between, and a new question ends the one before it. What was found so far is shown
// meanwhile.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "ui/logic/worker.h"

namespace uvscope::ui {

// How long a slice may take, and how often what was found so far is handed over: copies cost, and
// the beginning of what is soon complete would only flicker.
inline constexpr std::chrono::milliseconds kSlice{15};
inline constexpr std::chrono::milliseconds kHandOverEvery{100};

// How many events a slice looks at before it looks at the clock again.
inline constexpr std::uint64_t kEventsExamined = 8192;

// Key: copyable, compared by ==. Value: default-constructible and copyable. Used on one thread.
template <class Key, class Value>
class Search {
 public:
  // On the worker's thread: goes on with `so_far` for about kSlice. True: nothing is left to do.
  // Returns soon after a stop, and then what it returns does not count.
  using Slice = std::function<bool(Value& so_far, const std::stop_token& stop)>;

  Search() = default;

  ~Search() { stop(); }

  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  // Begins anew if `key` differs from what was asked last. A `generation` that differs (the session
  // grew) begins anew too, but only once the last answer is complete: one that never comes to its
  // end would be of no use. `begin` makes the slices; it runs on this thread.
  std::shared_ptr<const Value> ask(Worker& worker, const Key& key, std::uint64_t generation,
                                   const std::function<Slice()>& begin) {
    take();
    const bool other = !asked_ || !(*asked_ == key);
    if (other || (generation != generation_ && complete_)) {
      stop();
      asked_ = key;
      generation_ = generation;
      complete_ = false;
      job_ = std::make_shared<Job>();
      job_->slice = begin();
      worker.post([&worker, job = job_] { work(worker, job); });
    }
    return answer_;
  }

  // The newest answer, complete or not; null before the first.
  std::shared_ptr<const Value> latest() {
    take();
    return answer_;
  }

  // The answer that was taken last is that of the last question, and complete.
  [[nodiscard]] bool complete() const { return !asked_ || complete_; }

  // What was taken last, complete or not; null before the first answer.
  [[nodiscard]] const std::shared_ptr<const Value>& answer() const { return answer_; }

  // What the answer belongs to; nothing before the first one.
  [[nodiscard]] const std::optional<Key>& answerKey() const { return answer_key_; }

  // Forgets the question; the next one begins anew.
  void stop() {
    if (job_) job_->stop.request_stop();
    job_.reset();
    asked_.reset();
  }

  void forget() {
    stop();
    answer_.reset();
    answer_key_.reset();
    complete_ = false;
  }

 private:
  struct Job {
    std::stop_source stop;
    Slice slice;                                                       // the worker's
    Value so_far{};                                                    // the worker's
    std::optional<std::chrono::steady_clock::time_point> handed_over;  // the worker's
    std::mutex mutex;
    std::shared_ptr<const Value> answer;  // guarded by mutex
    bool complete = false;                // guarded by mutex
  };

  static void work(Worker& worker, const std::shared_ptr<Job>& job) {
    if (job->stop.stop_requested()) return;
    if (!job->handed_over) job->handed_over = std::chrono::steady_clock::now();
    const bool complete = job->slice(job->so_far, job->stop.get_token());
    if (job->stop.stop_requested()) return;
    const auto now = std::chrono::steady_clock::now();
    if (complete || now - *job->handed_over >= kHandOverEvery) {
      job->handed_over = now;
      auto answer = std::make_shared<const Value>(job->so_far);
      const std::lock_guard lock(job->mutex);
      job->answer = std::move(answer);
      job->complete = complete;
    }
    if (!complete) worker.post([&worker, job] { work(worker, job); });
  }

  void take() {
    if (!job_) return;
    const std::lock_guard lock(job_->mutex);
    if (!job_->answer) return;
    answer_ = std::exchange(job_->answer, nullptr);
    answer_key_ = asked_;
    complete_ = job_->complete;
  }

  std::optional<Key> asked_, answer_key_;
  std::uint64_t generation_ = 0;
  bool complete_ = false;
  std::shared_ptr<Job> job_;
  std::shared_ptr<const Value> answer_;
};

}  // namespace uvscope::ui
