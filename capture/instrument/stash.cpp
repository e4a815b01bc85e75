#include "capture/instrument/stash.h"

namespace uvscope::capture {

using namespace stash_words;  // NOLINT(google-build-using-namespace): this file is about them

namespace {

void store(void** words, unsigned index, std::uint64_t value) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  __atomic_store_n(&words[index], reinterpret_cast<void*>(value), __ATOMIC_RELAXED);
}

}  // namespace

bool stash_words::isInherited(void* const* words, std::uint64_t word0, std::uint64_t word1) {
  const std::uint64_t tag = storedTag(words);
  for (std::uint32_t generation = attachment::lastGeneration(); generation > 1;) {
    if (tagOf(words, word0, word1, attachment::sealOf(--generation)) == tag) return true;
  }
  return false;
}

void writeStash(void** words, const Stash& stash) {
  const std::uint64_t home = homeNumber(stash.home);
  const std::uint64_t word0 = (stash.id.value & kStashMask) |
                              std::uint64_t{stash.type.value} << kTypeShift |
                              (stash.closing ? kClosing : 0) | (stash.active ? kActive : 0) |
                              home >> kLowerHomeBits << kUpperHomeShift;
  const std::uint64_t word1 = (stash.trigger.value & kStashMask) | home << kLowerHomeShift;
  const std::uint64_t tag = tagOf(words, word0, word1, attachment::seal());
  store(words, 0, word0);
  store(words, 1, word1);
  store(words, 2, (stash.callback & kStashMask) | tag >> 16U << kStashBits);
  store(words, 3, (stash.close_or_detail & kStashMask) | tag << kStashBits);
}

void setStashCallback(void** words, std::uintptr_t callback) {
  store(words, 2, (load(words, 2) & ~kStashMask) | (callback & kStashMask));
}

void setStashActive(void** words, bool active) {
  store(words, 0, (load(words, 0) & ~kActive) | (active ? kActive : 0));
}

void setStashDetail(void** words, std::uint64_t hash) {
  store(words, 3, (load(words, 3) & ~kStashMask) | (hash & kStashMask));
}

}  // namespace uvscope::capture
