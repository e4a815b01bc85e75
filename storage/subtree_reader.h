// Adds up subtrees: a block at a time, from what was told when it was closed (subtree_codec.h). The
// blocks that a top was born in, and those of which nothing is told (the open one; all of a session
// of an older layout), are looked through event by event.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/block_rows.h"
#include "storage/chunk_reader.h"
#include "storage/subtree.h"
#include "storage/subtree_codec.h"

namespace uvscope::storage {

class ResourceReader;

class SubtreeReader final : public SubtreeQuery {
 public:
  struct Top {
    core::ResourceKey key;
    std::optional<ResourceRecord> record;
  };

  // All must outlive the reader. `tops`: none is below another.
  SubtreeReader(sqlite3* db, ChunkReader& chunks, ResourceReader& resources, Damage& damage,
                std::vector<Top> tops, ParentKind by);

  bool step() override;
  [[nodiscard]] std::vector<SubtreeTotals> totals() const override;

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void add(const BlockSubtrees& told);
  void takeOutliving(const BlockSubtrees& told);
  bool resolveLoose(const BlockSubtrees& told);
  // The top that `key` is below, found by its parents: for what breaks the order in which parents
  // and children come.
  [[nodiscard]] std::uint32_t climb(core::ResourceKey key);

  // Of what was born in a block.
  using Parents = std::unordered_map<core::ResourceKey, core::ResourceKey>;

  void scan(std::size_t block);
  // Finds out what of these is below a top.
  void place(Parents& parents);
  void scan(const DecodedChunk& chunk);
  void takeBirth(core::ResourceKey key);
  void takeRun(const Run& run);

  // The number of the top that `key` is, or is below; kNone.
  [[nodiscard]] std::uint32_t topOf(core::ResourceKey key) const {
    const auto found = below_.find(key);
    return found == below_.end() ? kNone : found->second;
  }

  [[nodiscard]] core::ResourceKey parentOf(const core::Event& init) const {
    return {init.context, by_ == ParentKind::Trigger ? init.trigger : init.execution};
  }

  // The same of something that has an event or a child: also where it had ended before.
  [[nodiscard]] std::uint32_t topOfEvent(core::ResourceKey key);

  void put(core::ResourceKey key, std::uint32_t top);

  ChunkReader* chunks_;
  ResourceReader* resources_;
  std::vector<Top> tops_;
  ParentKind by_;
  std::vector<SubtreeSums> sums_;  // of each top, itself included
  // All tops, and what is known to be below them and may have more below itself.
  std::unordered_map<core::ResourceKey, std::uint32_t> below_;
  std::unordered_set<core::ResourceKey> apart_;  // what climb() has found to be below none
  std::set<std::size_t> birth_blocks_;           // of the tops
  std::size_t first_block_ = 0, next_block_ = 0;
  bool more_ = false;
  BlockRows<BlockSubtrees> told_;
  std::vector<std::uint32_t> stem_tops_;  // of each stem of the block that is added
};

}  // namespace uvscope::storage
