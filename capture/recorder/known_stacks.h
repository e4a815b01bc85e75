// Stacks that were walked lately, with the numbers they have. Most are taken at the same place of a
// loop over and over, and then nothing on the way up has changed.
//
// A walk is determined by where it begins, by the return addresses and frame pointers that it reads
// from the stack and goes by, and by the modules that are loaded: where all these are as they were,
// so is its result. What stands where a frame pointer would be is any number of the program's where
// code does without one; it counts only when a frame is left by it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "capture/recorder/frame.h"
#include "capture/recorder/mapped_array.h"
#include "capture/recorder/readable_memory.h"

namespace uvscope::capture {

// Of one thread. Allocates at the first remember().
class KnownStacks {
 public:
  // Of the stack that begins with `from` now; 0: none.
  [[nodiscard]] std::uint32_t find(const Frame& from, ReadableMemory& memory) const;

  // A walk begins.
  void begin(const Frame& from);

  // It has read the return address of a frame, the frame pointer that the frame has saved,
  void noteReturnAddress(std::uint64_t address, std::uint64_t word) { note({address, word}); }

  void noteSavedFrame(std::uint64_t address, std::uint64_t word) { frame_ = {address, word}; }

  // and leaves a frame by the frame pointer that it has read last, or with which it began.
  void noteFrameUsed();

  // That walk's result has got this number, not 0. One that has read much is not remembered.
  void remember(std::uint32_t number);

  // Modules have come or gone, or numbers begin anew.
  void clear();

 private:
  static constexpr std::size_t kMostWords = 40;

  struct Stack {
    Frame from;
    std::uint32_t number = 0;
    std::uint32_t words = 0;
    std::uint32_t highest = 0;                      // of `above`
    bool uses_frame = false;                        // of `from`
    std::array<std::uint32_t, kMostWords> above{};  // Frame::stack of `from`, in bytes
    std::array<std::uint64_t, kMostWords> word{};
  };

  struct Read {
    std::uint64_t address = 0;  // 0: none
    std::uint64_t word = 0;
  };

  static std::size_t placeOf(const Frame& from);
  void note(Read read);

  MappedArray<Stack> stacks_;
  Stack walked_;
  Read frame_;  // where the walk has its frame pointer from; none: from its begin
  bool fits_ = false;
};

}  // namespace uvscope::capture
