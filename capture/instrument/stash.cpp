#include "capture/instrument/stash.h"

#include "capture/recorder/attachment.h"

namespace uvscope::capture {
namespace {

constexpr unsigned kTypeShift = 48;
constexpr unsigned kFlagsShift = 56;
constexpr unsigned kGenerationShift = 54;
constexpr std::uint64_t kClosing = std::uint64_t{1} << kFlagsShift;
constexpr std::uint64_t kIdentity = kClosing - 1;  // of word 0: all but the flags
static_assert(kMaxRings <= 1U << (kGenerationShift - kTypeShift));
static_assert(kMovedGenerationBits == 64 - kGenerationShift);

std::uint64_t load(void* const* words, unsigned index) {
  return reinterpret_cast<std::uintptr_t>(words[index]);
}

void store(void** words, unsigned index, std::uint64_t value) {
  words[index] = reinterpret_cast<void*>(value);  // NOLINT(performance-no-int-to-ptr)
}

std::uint32_t tagOf(void* const* words, std::uint64_t word0, std::uint64_t word1,
                    std::uint32_t attachment) {
  constexpr std::uint64_t kOdd1 = 0x9e37'79b9'7f4a'7c15;
  constexpr std::uint64_t kOdd2 = 0xc2b2'ae3d'27d4'eb4f;
  std::uint64_t mixed = (reinterpret_cast<std::uintptr_t>(words) ^ attachment::secret()) * kOdd1;
  mixed ^= ((word0 & kIdentity) + attachment) * kOdd2;
  mixed = (mixed ^ mixed >> 29U ^ word1) * kOdd1;
  return static_cast<std::uint32_t>(mixed >> 32U);
}

std::uint32_t storedTag(void* const* words) {
  return static_cast<std::uint32_t>(load(words, 2) >> kStashBits << 16U |
                                    load(words, 3) >> kStashBits);
}

}  // namespace

bool readStash(void* const* words, Stash& stash) {
  const std::uint64_t word0 = load(words, 0);
  const std::uint64_t word1 = load(words, 1);
  if (word0 == 0) return false;
  std::uint32_t attachment = attachment::lastGeneration();
  const std::uint32_t now = attachment;
  const std::uint32_t tag = storedTag(words);
  while (tagOf(words, word0, word1, attachment) != tag) {
    if (attachment <= 1) return false;
    --attachment;  // written by the process that this one was forked from?
  }
  stash.id = {word0 & kStashMask};
  stash.trigger = {word1 & kStashMask};
  stash.type = {static_cast<std::uint16_t>(word0 >> kTypeShift & 0xffU)};
  stash.home = {static_cast<std::uint32_t>(word1 >> kTypeShift) & (kMaxRings - 1),
                static_cast<std::uint32_t>(word1 >> kGenerationShift)};
  stash.closing = (word0 & kClosing) != 0;
  stash.callback = load(words, 2) & kStashMask;
  stash.close_or_detail = load(words, 3) & kStashMask;
  stash.inherited = attachment != now;
  return true;
}

void writeStash(void** words, const Stash& stash) {
  const std::uint64_t word0 = (stash.id.value & kStashMask) |
                              std::uint64_t{stash.type.value} << kTypeShift |
                              (stash.closing ? kClosing : 0);
  const std::uint64_t word1 = (stash.trigger.value & kStashMask) |
                              std::uint64_t{stash.home.ring} << kTypeShift |
                              std::uint64_t{stash.home.generation} << kGenerationShift;
  const std::uint64_t tag = tagOf(words, word0, word1, attachment::lastGeneration());
  store(words, 0, word0);
  store(words, 1, word1);
  store(words, 2, (stash.callback & kStashMask) | tag >> 16U << kStashBits);
  store(words, 3, (stash.close_or_detail & kStashMask) | tag << kStashBits);
}

void setStashCallback(void** words, std::uintptr_t callback) {
  store(words, 2, (load(words, 2) & ~kStashMask) | (callback & kStashMask));
}

void setStashDetail(void** words, std::uint64_t hash) {
  store(words, 3, (load(words, 3) & ~kStashMask) | (hash & kStashMask));
}

}  // namespace uvscope::capture
