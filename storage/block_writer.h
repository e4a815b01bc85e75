// Writes what a block of chunks leaves behind when it is closed: the births of each chunk, where
// the longer-lived ones occur, their records, and how many children mere parents had.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "storage/checked_rows.h"
#include "storage/kept_codec.h"
#include "storage/occurrence_codec.h"
#include "storage/resource_tracker.h"

namespace uvscope::storage {

// How a block went, packed.
struct BlockTimeline {
  std::vector<std::uint8_t> samples, types, contexts;
};

class BlockWriter {
 public:
  static core::Result<BlockWriter> open(sqlite3* db);

  // In the transaction that is open; the tracker is settled. `first_chunk` is the first of the
  // block; `births`: how many resources were born in each of its chunks, which add up to
  // tracker.born(). The caller then tells the tracker that the block is closed.
  core::Result<void> write(std::uint64_t first_chunk, std::span<const std::uint32_t> births,
                           const BlockTimeline& timeline, ResourceTracker& tracker);

  // How many there are.
  struct Rows {
    std::uint64_t parents = 0, odd_births = 0, revived = 0;
  };

  [[nodiscard]] const Rows& rows() const { return rows_; }

  // How many records are kept, in pages of kKeptPerPage.
  [[nodiscard]] std::uint64_t kept() const { return kept_; }

 private:
  struct Change {
    std::uint64_t place = 0;
    const ResourceEntry* entry = nullptr;
  };

  BlockWriter() = default;
  // Where a record goes that is kept from now on.
  void keep(ResourceEntry& entry);
  core::Result<void> writeBirths(std::uint64_t first_chunk, std::span<const std::uint32_t> births,
                                 const ResourceTracker& tracker);
  core::Result<void> writeStray(const ResourceEntry& entry);
  core::Result<void> writeOccurrences(std::uint64_t block, const ResourceTracker& tracker);
  core::Result<void> writeKept(const ResourceTracker& tracker);
  core::Result<void> writeKeptPage(std::uint64_t page, std::span<const Change> changes);
  core::Result<void> writeRevived(const ResourceEntry& entry);
  core::Result<void> writeParents(const ResourceTracker& tracker);
  core::Result<void> writeTimeline(std::uint64_t block, const BlockTimeline& timeline);

  std::uint64_t kept_ = 0;
  sqlite3* db_ = nullptr;
  Rows rows_;
  RowInsert insert_births_, insert_occurrences_, insert_kept_, insert_revived_, insert_odd_,
      insert_parent_, insert_samples_, insert_types_, insert_contexts_, insert_subtrees_;
  CheckedSelect select_kept_, select_revived_, select_parent_;
};

}  // namespace uvscope::storage
