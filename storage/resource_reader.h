// Answers questions about resources: from the closed blocks of a session, and from the open one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "storage/block_scan.h"
#include "storage/closed_blocks.h"
#include "storage/damage.h"
#include "storage/open_block.h"
#include "storage/session.h"

namespace uvscope::storage {

class ResourceReader {
 public:
  // All must outlive the reader.
  static core::Result<ResourceReader> open(sqlite3* db, ChunkReader& chunks, Damage& damage);

  // Takes in what was added to the file.
  void refresh();

  // Of what has had an event: not of mere parents.
  [[nodiscard]] std::optional<ResourceRecord> resource(core::ResourceKey key);
  [[nodiscard]] std::vector<TypeTotal> typeTotals();

  [[nodiscard]] std::vector<TreeNode> roots(ParentKind by);
  [[nodiscard]] std::vector<TreeNode> children(core::ResourceKey parent, ParentKind by,
                                               std::uint64_t offset, std::uint64_t limit);
  [[nodiscard]] std::vector<TreeNode> chain(core::ResourceKey key, ParentKind by);

  [[nodiscard]] std::unique_ptr<SubtreeQuery> subtrees(std::span<const core::ResourceKey> tops,
                                                       ParentKind by);

  [[nodiscard]] std::vector<ResourceRecord> list(std::uint64_t offset, std::uint64_t limit);
  [[nodiscard]] std::vector<ResourceRecord> aliveIn(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                    std::uint64_t limit);
  // `at` is an event that exists.
  [[nodiscard]] std::vector<ResourceRecord> undestroyed(EventSeq at, std::uint64_t offset,
                                                        std::uint64_t limit);

  [[nodiscard]] const OpenBlock& openBlock() const { return *open_; }

  // The children that `key` had while it was not alive.
  [[nodiscard]] ChildCounts childrenAsMereParent(core::ResourceKey key);
  // Whether there are any of what is no synthetic root.
  [[nodiscard]] bool hasOddParents() const;

  // Whether anything had events after its end.
  [[nodiscard]] bool hasRevived() const { return closed_->hasRevived() || open_->hasRevived(); }

  [[nodiscard]] bool isOddParent(core::ResourceKey key) {
    if (core::isSyntheticRoot(key.id) || !hasOddParents()) return false;
    const ChildCounts children = childrenAsMereParent(key);
    return children.trigger != 0 || children.execution != 0;
  }

  // The nearest chunk at or after (at or before) `from` that may have an event of `key`.
  [[nodiscard]] std::optional<std::size_t> nextChunk(core::ResourceKey key, std::size_t from);
  [[nodiscard]] std::optional<std::size_t> previousChunk(core::ResourceKey key, std::size_t from);

 private:
  // Takes a record, which whole() makes complete; false: no more are wanted.
  using Take = std::function<bool(const ResourceRecord&)>;

  ResourceReader(sqlite3* db, ChunkReader& chunks, Damage& damage);

  [[nodiscard]] std::optional<TreeNode> node(core::ResourceKey key, ParentKind by);
  [[nodiscard]] ResourceRecord whole(ResourceRecord record);
  // Without the children that whole() adds.
  [[nodiscard]] std::optional<ResourceRecord> recordAt(BirthPlace place);
  // The same, for those who ask for many of one block.
  [[nodiscard]] std::optional<ResourceRecord> recordByScan(BirthPlace place);
  [[nodiscard]] bool isRoot(core::ResourceKey key);

  // How many children were born before a block, of those that the blocks tell.
  std::size_t skipBlocks(core::ResourceKey parent, ParentKind by, std::uint64_t& offset);

  // The kept records of resources numbered up to `up_to`, in order, as they are now; without those
  // that were destroyed before `alive_at`.
  bool eachKept(ResourceNumber up_to, EventSeq alive_at, const Take& take);
  bool takeKept(const KeptRecord& kept, const Take& take);
  // The resources born in chunks [first, end) that may still occur in chunk `at` or after, in
  // order.
  bool eachBorn(std::size_t first, std::size_t end, std::size_t at, const Take& take);

  sqlite3* db_;
  ChunkReader* chunks_;
  Damage* damage_;
  std::unique_ptr<ClosedBlocks> closed_;
  std::unique_ptr<OpenBlock> open_;
  std::unique_ptr<BlockScan> scan_;  // of the block that was listed last
};

}  // namespace uvscope::storage
