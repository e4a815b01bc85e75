// Keeps the last few things that were read, by number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace uvscope::storage {

template <class Value>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(std::size_t most) : most_(most) {}

  // Null if it is not there.
  [[nodiscard]] std::shared_ptr<const Value> find(std::uint64_t number) {
    for (Slot& slot : slots_) {
      if (slot.number != number) continue;
      slot.used = ++clock_;
      return slot.value;
    }
    return nullptr;
  }

  // Returns what had to make room, if anything.
  std::shared_ptr<const Value> keep(std::uint64_t number, std::shared_ptr<const Value> value) {
    std::erase_if(slots_, [number](const Slot& slot) { return slot.number == number; });
    std::shared_ptr<const Value> gone;
    if (slots_.size() >= most_) {
      const auto oldest =
          std::min_element(slots_.begin(), slots_.end(),
                           [](const Slot& a, const Slot& b) { return a.used < b.used; });
      gone = std::move(oldest->value);
      slots_.erase(oldest);
    }
    slots_.push_back({number, ++clock_, std::move(value)});
    return gone;
  }

  void clear() { slots_.clear(); }

 private:
  struct Slot {
    std::uint64_t number = 0, used = 0;
    std::shared_ptr<const Value> value;
  };

  std::size_t most_;
  std::uint64_t clock_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace uvscope::storage
