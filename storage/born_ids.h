// Between which ids resources were born, chunk by chunk: leads from a context and an id to the
// chunk of its birth. Ids of a context are given out in order, so the ranges of its chunks hardly
// overlap; what comes far out of order is a stray, to be listed elsewhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/async_id.h"

namespace uvscope::storage {

// Ids may come out of order by so much: those that a program takes early and uses late.
inline constexpr std::uint64_t kMaxIdDisorder = 65536;

// Of one context in one chunk.
struct BornRange {
  core::ContextId context;
  std::uint64_t low = 0, high = 0;

  friend bool operator==(const BornRange&, const BornRange&) = default;
};

using BornRanges = std::vector<BornRange>;

// Follows the births of a session.
class BornIds {
 public:
  BornIds() = default;

  // Goes on after births whose highest ids are these, by context.
  explicit BornIds(std::unordered_map<std::uint32_t, std::uint64_t> highest)
      : highest_(std::move(highest)) {}

  // A resource is born by its Init in the open chunk. False: it is a stray.
  bool add(core::ResourceKey key) {
    if (last_highest_ == nullptr || key.context.value != last_context_) select(key.context);
    const std::uint64_t id = key.id.value;
    const bool back = id < *last_highest_;
    if (back && *last_highest_ - id > kMaxIdDisorder) return false;
    if (!back) *last_highest_ = id;
    if (last_range_ == open_.size()) open_.push_back({key.context, id, id});
    BornRange& range = open_[last_range_];
    range.low = std::min(range.low, id);
    range.high = std::max(range.high, id);
    return true;
  }

  [[nodiscard]] const BornRanges& ranges() const { return open_; }

  void beginChunk() {
    open_.clear();
    last_highest_ = nullptr;
  }

 private:
  void select(core::ContextId context);

  BornRanges open_;
  std::unordered_map<std::uint32_t, std::uint64_t> highest_;
  // Where the last birth was counted.
  std::uint32_t last_context_ = 0;
  std::uint64_t* last_highest_ = nullptr;  // in highest_, whose nodes do not move
  std::size_t last_range_ = 0;             // in open_
};

// The ranges of consecutive chunks in one blob.
std::vector<std::uint8_t> encodeBornRanges(std::span<const BornRanges> chunks);
// False if `bytes` is not what encodeBornRanges made of `count` chunks. Any bytes are safe. `out`
// may hold those of other chunks, to use their memory again.
[[nodiscard]] bool decodeBornRanges(std::span<const std::uint8_t> bytes, std::size_t count,
                                    std::vector<BornRanges>& out);

// All of a session, to search in.
class BornIndex {
 public:
  // Replaces what is known of the chunks from `first` on.
  void replaceFrom(std::size_t first, std::span<const BornRanges> chunks);

  // The chunks below `end` that may hold the birth of `key`, in order; strays apart.
  [[nodiscard]] std::vector<std::size_t> chunksOf(core::ResourceKey key, std::size_t end) const;

  // The highest id that was born in the chunks below `end`, by context.
  [[nodiscard]] std::unordered_map<std::uint32_t, std::uint64_t> highest(std::size_t end) const;

 private:
  struct Entry {
    std::size_t chunk = 0;
    std::uint64_t low = 0, high = 0;
    std::uint64_t highest = 0;  // of this and all before
  };

  std::map<core::ContextId, std::vector<Entry>> contexts_;
};

}  // namespace uvscope::storage
