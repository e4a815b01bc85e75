// What the instrumentation knows of a handle or request, kept in its own `reserved` words, which
// libuv leaves alone on Unix and which no program has a reason to touch. Nothing is allocated.
//
//   0  id (48 bits)      | type (8) | flags (4) | number of the home, upper part (4)
//   1  trigger id (48)   | number of the home, lower part (16)
//   2  callback (48)     | tag, upper half (16)
//   3  close callback or detail hash (48) | tag, lower half (16)
//
// The tag is made from the object's address, words 0 and 1 and secrets of the process, so that
// contents left behind by another object, or by somebody else, are told apart.
#pragma once

#include <cstdint>

#include "capture/recorder/attachment.h"
#include "capture/recorder/recorder.h"
#include "core/async_id.h"
#include "core/provider.h"

namespace uvscope::capture {

struct Stash {
  core::AsyncId id;
  core::AsyncId trigger;
  core::TypeId type;
  Home home;
  bool closing = false;
  bool active = false;          // uv_is_active, as told last
  std::uintptr_t callback = 0;  // the program's; 0: none
  // The program's close callback once `closing`; before, a hash of the last detail told.
  std::uint64_t close_or_detail = 0;
  bool inherited = false;  // written before this process was forked
};

inline constexpr std::uint64_t kStashBits = 48;
inline constexpr std::uint64_t kStashMask = (std::uint64_t{1} << kStashBits) - 1;

// Pointers that do not fit cannot be stashed; user-space addresses have 47 bits.
inline bool fitsStash(std::uintptr_t pointer) {
  return pointer <= kStashMask;
}

// The reserved words of an object.
template <class Object>
void** stashWords(Object* object) {
  if constexpr (requires { object->reserved; }) {
    return object->reserved;  // a request
  } else {
    return object->u.reserved;  // a handle
  }
}

namespace stash_words {

inline constexpr unsigned kTypeShift = 48;
inline constexpr unsigned kFlagsShift = 56;
inline constexpr std::uint64_t kClosing = std::uint64_t{1} << kFlagsShift;
inline constexpr std::uint64_t kActive = kClosing << 1U;
inline constexpr unsigned kUpperHomeShift = 60;  // in word 0
inline constexpr unsigned kLowerHomeShift = 48;  // in word 1
inline constexpr unsigned kLowerHomeBits = 64 - kLowerHomeShift;
// Of word 0: all but the flags.
inline constexpr std::uint64_t kIdentity = (kClosing - 1) | ~std::uint64_t{0} << kUpperHomeShift;
static_assert(kHomeNumberBits <= kLowerHomeBits + 64 - kUpperHomeShift);

// Atomic, because uv_async_send looks from other threads.
inline std::uint64_t load(void* const* words, unsigned index) {
  return reinterpret_cast<std::uintptr_t>(__atomic_load_n(&words[index], __ATOMIC_RELAXED));
}

// `seal`: attachment::seal() when it was written.
inline std::uint64_t tagOf(void* const* words, std::uint64_t word0, std::uint64_t word1,
                           std::uint64_t seal) {
  constexpr std::uint64_t kOdd1 = 0x9e37'79b9'7f4a'7c15;
  constexpr std::uint64_t kOdd2 = 0xc2b2'ae3d'27d4'eb4f;
  const std::uint64_t place = reinterpret_cast<std::uintptr_t>(words) + seal;
  const std::uint64_t whose = (word0 & kIdentity) ^ (word1 << 32U | word1 >> 32U);
  return ((place * kOdd1 ^ whose) * kOdd2) >> 32U;
}

inline std::uint32_t homeNumberIn(std::uint64_t word0, std::uint64_t word1) {
  return static_cast<std::uint32_t>((word0 >> kUpperHomeShift) << kLowerHomeBits |
                                    word1 >> kLowerHomeShift);
}

inline std::uint64_t storedTag(void* const* words) {
  return load(words, 2) >> kStashBits << 16U | load(words, 3) >> kStashBits;
}

// Whether the process that this one was forked from wrote it.
bool isInherited(void* const* words, std::uint64_t word0, std::uint64_t word1);

}  // namespace stash_words

// False when the words hold no valid stash of the object they belong to.
inline bool readStash(void* const* words, Stash& stash) {
  using namespace stash_words;  // NOLINT(google-build-using-namespace)
  const std::uint64_t word0 = load(words, 0);
  const std::uint64_t word1 = load(words, 1);
  if (word0 == 0) return false;
  stash.inherited = false;
  if (tagOf(words, word0, word1, attachment::seal()) != storedTag(words)) [[unlikely]] {
    if (!isInherited(words, word0, word1)) return false;
    stash.inherited = true;
  }
  stash.id = {word0 & kStashMask};
  stash.trigger = {word1 & kStashMask};
  stash.type = {static_cast<std::uint16_t>(word0 >> kTypeShift & 0xffU)};
  stash.home = homeOf(homeNumberIn(word0, word1));
  stash.closing = (word0 & kClosing) != 0;
  stash.active = (word0 & kActive) != 0;
  stash.callback = load(words, 2) & kStashMask;
  stash.close_or_detail = load(words, 3) & kStashMask;
  return true;
}

// What a callback needs of a stash.
struct RunOf {
  core::AsyncId id;
  core::AsyncId trigger;
  std::uintptr_t callback = 0;
};

// The quick way to the usual case. False where the words hold no stash that this process has
// written at the home of that number; readStash knows more then.
[[gnu::always_inline]] inline bool readOwnStash(void* const* words, std::uint32_t home,
                                                RunOf& run) {
  using namespace stash_words;  // NOLINT(google-build-using-namespace)
  const std::uint64_t word0 = load(words, 0);
  const std::uint64_t word1 = load(words, 1);
  if (homeNumberIn(word0, word1) != home ||
      tagOf(words, word0, word1, attachment::seal()) != storedTag(words) || word0 == 0)
      [[unlikely]] {
    return false;
  }
  run.id = {word0 & kStashMask};
  run.trigger = {word1 & kStashMask};
  run.callback = load(words, 2) & kStashMask;
  return true;
}

// Stash::active of a valid stash, without the rest.
inline bool toldActive(void* const* words) {
  return (stash_words::load(words, 0) & stash_words::kActive) != 0;
}

// Stash::closing and Stash::close_or_detail, likewise.
inline bool isClosing(void* const* words) {
  return (stash_words::load(words, 0) & stash_words::kClosing) != 0;
}

inline std::uint64_t toldDetail(void* const* words) {
  return stash_words::load(words, 3) & kStashMask;
}

void writeStash(void** words, const Stash& stash);

// Parts that the tag does not cover.
void setStashCallback(void** words, std::uintptr_t callback);
void setStashDetail(void** words, std::uint64_t hash);
void setStashActive(void** words, bool active);

// Afterwards the words are nobody's.
inline void clearStash(void** words) {
  __atomic_store_n(&words[0], nullptr, __ATOMIC_RELAXED);
}

}  // namespace uvscope::capture
