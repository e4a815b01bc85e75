// The records of all resources that were born and ended in one closed block, made by one pass over
// its events: for lists of many.
#pragma once

#include <cstdint>

#include "storage/closed_blocks.h"

namespace uvscope::storage {

class BlockScan {
 public:
  // Reads the block. `closed`: how many chunks are closed. `chunks` must outlive the scan.
  BlockScan(ChunkReader& chunks, std::size_t block, std::size_t closed);

  [[nodiscard]] std::size_t block() const { return block_; }

  // But for what its birth tells: creating run and detail. Null if it cannot be read.
  [[nodiscard]] const ResourceRecord* record(BirthPlace place);

 private:
  // What ended before the block is nobody's concern here.
  class Nothing final : public OlderResources {
   public:
    std::optional<KeptRecord> older(core::ResourceKey) override { return std::nullopt; }
  };

  ChunkReader* chunks_;
  std::size_t block_;
  Nothing nothing_;
  ResourceTracker tracker_;
};

}  // namespace uvscope::storage
