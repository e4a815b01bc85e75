// A question that a view keeps asking: the key says what is asked, and work is done only when the
// key changes. Between question and answer the previous answer stays on the screen.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "ui/logic/worker.h"

namespace uvscope::ui {

// Key: copyable, compared by ==. Value: made on the worker's thread, read-only afterwards.
template <class Key, class Value>
class Query {
 public:
  // The newest answer, or null before the first. Asks if `key` differs from what was asked last; a
  // question that has not begun by then is skipped. `work` runs on the worker's thread.
  const Value* ask(Worker& worker, const Key& key, std::function<Value(const Key&)> work) {
    if (!asked_ || !(*asked_ == key)) {
      asked_ = key;
      {
        const std::lock_guard lock(box_->mutex);
        box_->wanted = key;
      }
      worker.post([box = box_, key, work = std::move(work)] { answer(*box, key, work); });
    }
    return latest();
  }

  // Takes in what has arrived.
  const Value* latest() {
    const std::lock_guard lock(box_->mutex);
    if (box_->answer) {
      answer_ = std::move(box_->answer);
      answer_key_ = std::move(box_->answer_key);
      box_->answer = nullptr;
      ++answers_;
    }
    return answer_.get();
  }

  // What the answer that is shown was asked with; nothing before the first answer.
  [[nodiscard]] const std::optional<Key>& answerKey() const { return answer_key_; }

  // Goes up with each answer: tells two of them apart, which an address that is used anew does not.
  [[nodiscard]] std::uint64_t answers() const { return answers_; }

  // The answer shown belongs to the last question.
  [[nodiscard]] bool current() const { return !asked_ || (answer_key_ && *answer_key_ == *asked_); }

  void forget() { *this = Query(); }

 private:
  struct Box {
    std::mutex mutex;
    std::optional<Key> wanted;            // guarded by mutex
    std::optional<Key> answer_key;        // guarded by mutex
    std::shared_ptr<const Value> answer;  // guarded by mutex
  };

  static void answer(Box& box, const Key& key, const std::function<Value(const Key&)>& work) {
    {
      const std::lock_guard lock(box.mutex);
      if (!(*box.wanted == key)) return;
    }
    auto value = std::make_shared<const Value>(work(key));
    const std::lock_guard lock(box.mutex);
    box.answer = std::move(value);
    box.answer_key = key;
  }

  std::shared_ptr<Box> box_ = std::make_shared<Box>();
  std::optional<Key> asked_, answer_key_;
  std::shared_ptr<const Value> answer_;
  std::uint64_t answers_ = 0;
};

}  // namespace uvscope::ui
