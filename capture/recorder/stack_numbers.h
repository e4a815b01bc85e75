// The numbers of the stacks that a ring knows. Equal stacks have one number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "capture/recorder/mapped_array.h"

namespace uvscope::capture {

// Of one thread. Memory by the number of stacks, 2 MB at most. A stack is told from others by 64
// bits of hash: that two of the 65,534 that there can be share one happens in one recording of ten
// thousand million.
class StackNumbers {
 public:
  static std::uint64_t hashOf(std::span<const std::uint64_t> addresses);

  // 0: it has none yet.
  [[nodiscard]] std::uint32_t find(std::uint64_t hash) const;

  // Of one that has none; 0: no number or no memory is left.
  std::uint32_t add(std::uint64_t hash);

  // What add() would say.
  [[nodiscard]] std::uint32_t next() const;

  void clear();

 private:
  struct Slot {
    std::uint64_t hash;
    std::uint32_t number;  // 0: free
  };

  [[nodiscard]] static Slot& slotOf(const MappedArray<Slot>& slots, std::uint64_t hash);
  bool grow();

  MappedArray<Slot> slots_;  // a power of two, at most half of them taken
  std::uint32_t last_ = 0;
};

}  // namespace uvscope::capture
