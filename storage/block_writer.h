// Writes what a block of chunks leaves behind when it is closed: the births of each chunk, where
// the longer-lived ones occur, their records, and how many children mere parents had.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/kept_codec.h"
#include "storage/occurrence_codec.h"
#include "storage/resource_tracker.h"
#include "storage/statement.h"
#include "storage/timeline_samples.h"

namespace uvscope::storage {

class BlockWriter {
 public:
  static core::Result<BlockWriter> open(sqlite3* db);

  // In the transaction that is open; the tracker is settled. `first_chunk` is the first of the
  // block; `births`: how many resources were born in each of its chunks, which add up to
  // tracker.born(). The caller then tells the tracker that the block is closed.
  core::Result<void> write(std::uint64_t first_chunk, std::span<const std::uint32_t> births,
                           std::span<const ChunkSamples> samples, ResourceTracker& tracker);

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
  core::Result<void> writeSamples(std::uint64_t block, std::span<const ChunkSamples> samples);

  std::uint64_t kept_ = 0;
  sqlite3* db_ = nullptr;
  Statement insert_births_, insert_occurrences_, select_kept_, insert_kept_, insert_revived_,
      insert_odd_, insert_parent_, insert_samples_;
};

}  // namespace uvscope::storage
