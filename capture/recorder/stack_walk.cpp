#include "capture/recorder/stack_walk.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace uvscope::capture {
namespace {

constexpr unsigned kGroupBits = 9;
constexpr std::size_t kGroup = 4;  // 48 kB a thread; one rule a group would make many pairs collide

std::size_t groupOf(std::uint64_t return_address) {
  constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15;
  return (return_address * kGolden >> (64U - kGroupBits)) * kGroup;
}

// Whether the instruction before `address`, in the code of a module, is a call.
bool followsCall(std::uint64_t address) {
  constexpr std::size_t kLongest = 7;
  constexpr std::uint8_t kCallRelative = 0xE8;
  constexpr std::uint8_t kGroup5 = 0xFF;
  std::array<std::uint8_t, kLongest> code{};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of code
  std::memcpy(code.data(), reinterpret_cast<const void*>(address - kLongest), kLongest);
  if (code[2] == kCallRelative) return true;
  // FF /2: through a register or memory, with none to five bytes of address.
  return std::ranges::any_of(std::array<std::size_t, 5>{5, 4, 3, 1, 0}, [&](std::size_t at) {
    return code[at] == kGroup5 && (code[at + 1] & 0x38U) == 0x10;
  });
}

}  // namespace

bool StackWalker::isReturnAddress(std::uint64_t address) const {
  constexpr std::uint64_t kLongestCall = 7;
  const std::uint64_t first = address - kLongestCall;
  return modules_.containsCode(first) && modules_.containsCode(address - 1) && canRead(first) &&
         canRead(address - 1) && followsCall(address);
}

const FrameRule* StackWalker::ruleOf(std::uint64_t address) {
  FrameRule* const group = &rules_[groupOf(address)];
  std::size_t free = 0;
  for (; free < kGroup && group[free].return_address != 0; ++free) {
    if (group[free].return_address == address) [[likely]]
      return &group[free];
  }
  if (!isReturnAddress(address)) return nullptr;
  if (free == kGroup) free = replaced_++ % kGroup;
  group[free] = frameRuleOf(address);
  return &group[free];
}

bool StackWalker::leave(Frame& frame, const FrameRule& rule) {
  constexpr std::uint64_t kWord = 8;
  if (rule.base == FrameRule::Base::None) return false;
  const std::uint64_t base = rule.base == FrameRule::Base::Stack ? frame.stack : frame.frame;
  const std::uint64_t stack = base + static_cast<std::uint64_t>(std::int64_t{rule.caller_stack});
  if (stack <= frame.stack || stack % kWord != 0) return false;
  if (!memory_.contains(stack - kWord)) return false;
  if (rule.base == FrameRule::Base::Frame) known_.noteFrameUsed();
  if (rule.saved_frame != FrameRule::kSameFrame) {
    const std::uint64_t saved = stack + static_cast<std::uint64_t>(std::int64_t{rule.saved_frame});
    if (saved % kWord != 0 || !memory_.contains(saved)) return false;
    frame.frame = wordAt(saved);
    known_.noteSavedFrame(saved, frame.frame);
  }
  frame.return_address = wordAt(stack - kWord);
  known_.noteReturnAddress(stack - kWord, frame.return_address);
  frame.stack = stack;
  return true;
}

void StackWalker::update(bool& changed) {
  if (!modules_.update()) [[likely]]
    return;
  changed = true;
  rules_ = MappedArray<FrameRule>(kGroup << kGroupBits);
  known_.clear();
}

std::uint32_t StackWalker::known(const Frame& from, bool& changed) {
  update(changed);
  memory_.begin(from.stack - 1);
  return known_.find(from, memory_);
}

std::size_t StackWalker::walk(Frame from, std::span<std::uint64_t> out, bool& changed) {
  update(changed);
  if (rules_.empty()) return 0;
  known_.begin(from);
  memory_.begin(from.stack - 1);
  std::size_t count = 0;
  while (count < out.size()) {
    const FrameRule* const rule = ruleOf(from.return_address);
    if (rule == nullptr) {
      // Code that was made at run time, or nonsense: nothing is known of what called it.
      const bool foreign = !modules_.containsCode(from.return_address);
      if (foreign && canRead(from.return_address)) out[count++] = from.return_address;
      break;
    }
    out[count++] = from.return_address;
    if (!leave(from, *rule)) break;
  }
  return count;
}

}  // namespace uvscope::capture
