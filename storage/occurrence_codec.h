// In which chunks of a closed block its longer-lived resources, and mere parents, occur: a blob a
// block, in order of context and id. Looked up without decoding the whole: groups of entries, and
// the first key of each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/async_id.h"
#include "storage/chunk_set.h"

namespace uvscope::storage {

struct Occurrence {
  core::ResourceKey key;
  ChunkSet chunks;  // where it, or a child of it, has an event
  // Children of it that were born in the block.
  std::uint32_t trigger_born = 0, execution_born = 0;

  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

// `occurrences` in order of their keys, none twice.
std::vector<std::uint8_t> encodeOccurrences(std::span<const Occurrence> occurrences);

// One block's blob, checked.
class OccurrenceIndex {
 public:
  // Nothing if `bytes` is not what encodeOccurrences made. Any bytes are safe.
  static std::optional<OccurrenceIndex> read(std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::optional<Occurrence> find(core::ResourceKey key) const;
  [[nodiscard]] std::vector<Occurrence> all() const;

 private:
  struct Group {
    core::ResourceKey first;
    std::size_t begin = 0;
  };

  [[nodiscard]] bool readGroup(std::size_t group, std::vector<Occurrence>& out) const;

  std::vector<std::uint8_t> body_;
  std::vector<Group> groups_;
};

}  // namespace uvscope::storage
