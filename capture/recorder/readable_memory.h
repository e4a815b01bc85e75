// Whether memory may be read, before it is: what a broken stack leads to may be anything.
#pragma once

#include <cstdint>
#include <cstring>

namespace uvscope::capture {

// A range of pages that were found readable. It is kept from one stack to the next, since those of
// a thread lie in the same pages. Belongs to one thread.
class ReadableMemory {
 public:
  // Begins with the page of `live`, which is in use just now, if that is not in the range.
  void begin(std::uint64_t live);

  // Of the word at `address`, which is a multiple of 8. The first word of a page costs a system
  // call, which leaves errno as it is.
  [[nodiscard]] bool contains(std::uint64_t address) {
    return (address >= low_ && address < high_) || extendTo(address);
  }

 private:
  bool extendTo(std::uint64_t address);

  std::uint64_t low_ = 0, high_ = 0;  // multiples of the size of a page
};

// The word at `address`, which can be read.
inline std::uint64_t wordAt(std::uint64_t address) {
  std::uint64_t word = 0;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of the stack
  std::memcpy(&word, reinterpret_cast<const void*>(address), sizeof word);
  return word;
}

// By a system call, which leaves errno as it is.
bool canRead(std::uint64_t address);

}  // namespace uvscope::capture
