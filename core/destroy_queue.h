// The ids of resources that have ended and of which the destroy hooks are still to be told.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "core/async_id.h"

namespace uvscope::core {

class DestroyQueue {
 public:
  // At this size the queue is run early, by a microtask (rule 27).
  static constexpr std::size_t kLarge = 16384;

  // Returns its size afterwards.
  std::size_t push(AsyncId id) {
    if (size_ == ids_.size()) [[unlikely]]
      grow();
    ids_[size_] = id;
    return ++size_;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Calls `tell` with the ids in the order queued, some at a time, also those queued meanwhile
  // (rule 25).
  template <class Tell>
  void run(const Tell& tell) {
    while (size_ != 0) {
      const std::size_t size = std::exchange(size_, 0);
      std::vector<AsyncId> batch = std::exchange(ids_, std::move(spare_));
      tell(std::span<const AsyncId>(batch.data(), size));
      spare_ = std::move(batch);  // its memory serves the next batch
    }
  }

 private:
  [[gnu::noinline]] void grow() { ids_.resize(std::max(kUsual, 2 * ids_.size())); }

  static constexpr std::size_t kUsual = 256;

  std::vector<AsyncId> ids_;  // room for some; size_ of them are queued
  std::size_t size_ = 0;
  std::vector<AsyncId> spare_;
};

}  // namespace uvscope::core
