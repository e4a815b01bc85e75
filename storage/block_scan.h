// The records of all resources that were born and ended in one closed block, made by one pass over
// its events: for lists of many.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/closed_blocks.h"

namespace uvscope::storage {

class BlockScan {
 public:
  // Reads the block, of which all chunks are in `closed`. `chunks` must outlive the scan.
  BlockScan(ChunkReader& chunks, ClosedBlocks& closed, std::size_t block);

  [[nodiscard]] std::size_t block() const { return block_; }

  // But for what its birth tells: creating run and detail. Null if it cannot be read, or if events
  // came after its end: then the block does not tell all of it.
  [[nodiscard]] const ResourceRecord* record(BirthPlace place);

 private:
  // What ended before the block is nobody's concern here.
  class Nothing final : public OlderResources {
   public:
    std::optional<KeptRecord> older(core::ResourceKey) override { return std::nullopt; }
  };

  void take(const DecodedChunk& chunk);

  ChunkReader* chunks_;
  std::size_t block_;
  Nothing nothing_;
  ResourceTracker tracker_;
  std::vector<ResourceNumber> revived_;  // of those born here, in order
};

}  // namespace uvscope::storage
