// Identities. An async id names a resource within one context (a thread of a recorded process), as
// in Node; only the pair of context and id is unique in a session.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace uvscope::core {

// Handed out by one counter a thread, never reused in it (rule 1).
struct AsyncId {
  std::uint64_t value = 0;
  friend auto operator<=>(AsyncId, AsyncId) = default;
};

// "No callback on the stack": code that the loop itself runs (rule 3).
inline constexpr AsyncId kNativeId{0};
// The main program outside of uv_run; Node's bootstrap (rule 2). Resources start at 2.
inline constexpr AsyncId kBootstrapId{1};
inline constexpr AsyncId kFirstResourceId{2};

// Node's -1: accepted as a trigger that means nobody (rule 60).
inline constexpr AsyncId kUnknownId{~std::uint64_t{0}};
// The largest that Node's numbers hold exactly.
inline constexpr AsyncId kMaxAsyncId{(std::uint64_t{1} << 53U) - 1};

// Whether Node would take `id` for a trigger: it need not belong to any resource (rule 60).
constexpr bool isValidTrigger(AsyncId id) {
  return id.value <= kMaxAsyncId.value || id == kUnknownId;
}

// A thread of a recorded process: numbered from 1 in a session, in order of appearance.
struct ContextId {
  std::uint32_t value = 0;
  friend auto operator<=>(ContextId, ContextId) = default;
};

// A recorded process: numbered from 1 in a session, in order of appearance.
struct ProcessId {
  std::uint32_t value = 0;
  friend auto operator<=>(ProcessId, ProcessId) = default;
};

// Names a resource in a session. The ids kNativeId and kBootstrapId of a context are its two
// synthetic roots; an id that occurs only as a parent is a resource older than the recording.
struct ResourceKey {
  ContextId context;
  AsyncId id;
  friend auto operator<=>(const ResourceKey&, const ResourceKey&) = default;
};

constexpr bool isSyntheticRoot(AsyncId id) {
  return id < kFirstResourceId;
}

}  // namespace uvscope::core

template <>
struct std::hash<uvscope::core::ResourceKey> {
  std::size_t operator()(const uvscope::core::ResourceKey& key) const noexcept {
    // The context in the high bits: ids of one context stay distinct, contexts rarely exceed 2^16.
    return std::hash<std::uint64_t>{}(key.id.value ^ (std::uint64_t{key.context.value} << 48));
  }
};
