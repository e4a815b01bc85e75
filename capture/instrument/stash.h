// What the instrumentation knows of a handle or request, kept in its own `reserved` words, which
// libuv leaves alone on Unix and which no program has a reason to touch. Nothing is allocated.
//
//   0  id (48 bits)      | type (8) | flags (8)
//   1  trigger id (48)   | ring (6) | low bits of the ring's generation (10)
//   2  callback (48)     | tag, upper half (16)
//   3  close callback or detail hash (48) | tag, lower half (16)
//
// The tag is made from the object's address, words 0 and 1 and secrets of the process, so that
// contents left behind by another object, or by somebody else, are told apart.
#pragma once

#include <cstdint>

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

// False when the words hold no valid stash of the object they belong to.
bool readStash(void* const* words, Stash& stash);
void writeStash(void** words, const Stash& stash);

// Parts that the tag does not cover.
void setStashCallback(void** words, std::uintptr_t callback);
void setStashDetail(void** words, std::uint64_t hash);

// Afterwards the words are nobody's.
inline void clearStash(void** words) {
  words[0] = nullptr;
}

}  // namespace uvscope::capture
