// What a block adds to the subtrees of a session: a blob a block.
//
// What was born in a block hangs, by each of its parents, below something that was not: below a
// stem. So the sums of a block are told stem by stem, and to add up a subtree it is enough to know
// which stems belong to it. For that the blob tells as well below which stems those of the block
// hang that can be stems of a later one, because they outlive it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/async_id.h"
#include "storage/session.h"

namespace uvscope::storage {

// Modulo 2^64: what has ended in a block but was born before makes `alive` minus one.
struct SubtreeSums {
  std::uint64_t born = 0, alive = 0, runs = 0, run_ns = 0;

  SubtreeSums& operator+=(const SubtreeSums& other) {
    born += other.born;
    alive += other.alive;
    runs += other.runs;
    run_ns += other.run_ns;
    return *this;
  }

  SubtreeSums& operator-=(const SubtreeSums& other) {
    born -= other.born;
    alive -= other.alive;
    runs -= other.runs;
    run_ns -= other.run_ns;
    return *this;
  }

  [[nodiscard]] bool empty() const { return *this == SubtreeSums{}; }

  friend bool operator==(const SubtreeSums&, const SubtreeSums&) = default;
};

struct Stem {
  core::ResourceKey key;
  bool loose = false;  // it had ended before, or never had an event: no earlier block tells of it
  // Of what was born in the block and hangs below it, and of itself.
  SubtreeSums trigger, execution;

  [[nodiscard]] const SubtreeSums& sums(ParentKind by) const {
    return by == ParentKind::Trigger ? trigger : execution;
  }

  friend bool operator==(const Stem&, const Stem&) = default;
};

// Numbers of a block's stems, by parent; from 1, 0: none.
struct StemNumbers {
  std::uint32_t trigger = 0, execution = 0;

  [[nodiscard]] std::uint32_t by(ParentKind kind) const {
    return kind == ParentKind::Trigger ? trigger : execution;
  }

  friend bool operator==(const StemNumbers&, const StemNumbers&) = default;
};

// Born in the block, and not over at its end.
struct Outliving {
  core::ResourceKey key;
  StemNumbers below;  // both are there

  friend bool operator==(const Outliving&, const Outliving&) = default;
};

struct BlockSubtrees {
  std::vector<Stem> stems;
  std::vector<Outliving> outliving;

  friend bool operator==(const BlockSubtrees&, const BlockSubtrees&) = default;
};

std::vector<std::uint8_t> encodeSubtrees(const BlockSubtrees& subtrees);
// False if `bytes` is not what encodeSubtrees made. Any bytes are safe.
[[nodiscard]] bool decodeSubtrees(std::span<const std::uint8_t> bytes, BlockSubtrees& out);

}  // namespace uvscope::storage
