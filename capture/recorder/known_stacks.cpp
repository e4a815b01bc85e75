#include "capture/recorder/known_stacks.h"

#include <algorithm>

namespace uvscope::capture {
namespace {

constexpr unsigned kPlaceBits = 5;  // 16 kB a thread

}  // namespace

std::size_t KnownStacks::placeOf(const Frame& from) {
  constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15;
  return (from.return_address ^ from.stack << 16U) * kGolden >> (64U - kPlaceBits);
}

std::uint32_t KnownStacks::find(const Frame& from, ReadableMemory& memory) const {
  if (stacks_.empty()) return 0;
  const Stack& known = stacks_[placeOf(from)];
  if (known.number == 0 || known.from.return_address != from.return_address ||
      known.from.stack != from.stack || (known.uses_frame && known.from.frame != from.frame)) {
    return 0;
  }
  // The words lie between these two, and what can be read is one range.
  if (!memory.contains(from.stack) || !memory.contains(from.stack + known.highest)) return 0;
  std::uint64_t difference = 0;
  for (std::uint32_t i = 0; i < known.words; ++i)
    difference |= wordAt(from.stack + known.above[i]) ^ known.word[i];
  return difference == 0 ? known.number : 0;
}

void KnownStacks::begin(const Frame& from) {
  walked_.from = from;
  walked_.words = walked_.highest = 0;
  walked_.uses_frame = false;
  frame_ = {};
  fits_ = from.stack % sizeof(std::uint64_t) == 0;
}

void KnownStacks::note(Read read) {
  const std::uint64_t above = read.address - walked_.from.stack;
  fits_ = fits_ && walked_.words < kMostWords && above >> 31U == 0;
  if (!fits_) return;
  walked_.above[walked_.words] = static_cast<std::uint32_t>(above);
  walked_.word[walked_.words] = read.word;
  ++walked_.words;
  walked_.highest = std::max(walked_.highest, static_cast<std::uint32_t>(above));
}

void KnownStacks::noteFrameUsed() {
  if (frame_.address == 0) {
    walked_.uses_frame = true;
  } else {
    note(frame_);
  }
}

void KnownStacks::remember(std::uint32_t number) {
  if (!fits_ || walked_.words == 0) return;
  if (stacks_.empty()) stacks_ = MappedArray<Stack>(std::size_t{1} << kPlaceBits);
  if (stacks_.empty()) return;
  Stack& known = stacks_[placeOf(walked_.from)];
  known.from = walked_.from;
  known.number = number;
  known.words = walked_.words;
  known.highest = walked_.highest;
  known.uses_frame = walked_.uses_frame;
  std::copy_n(walked_.above.begin(), walked_.words, known.above.begin());
  std::copy_n(walked_.word.begin(), walked_.words, known.word.begin());
}

void KnownStacks::clear() {
  fits_ = false;
  for (Stack& stack : stacks_)
    stack.number = 0;
}

}  // namespace uvscope::capture
