// The block that the writer has not closed: its resources, tracked by the reader itself. In a
// recording that has ended there is none.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/alive_types.h"
#include "storage/closed_blocks.h"

namespace uvscope::storage {

class OpenBlock {
 public:
  // All must outlive this.
  OpenBlock(sqlite3* db, ChunkReader& chunks, ClosedBlocks& closed, Damage& damage);

  // Takes in what was added to the file.
  void refresh();

  // The first chunk of the block; there may be none.
  [[nodiscard]] std::size_t firstChunk() const { return first_chunk_; }

  // How many resources were born before.
  [[nodiscard]] ResourceNumber resourcesBefore() const { return resources_before_; }

  // Those born in it, in order; all have their entries.
  [[nodiscard]] const std::vector<OpenBirth>& born() const { return tracker_.born(); }

  // What lives, or lived in this block. Null: nothing here says more than the closed blocks.
  [[nodiscard]] const ResourceEntry* find(core::ResourceKey key);

  // Children of `key` in this block, if it did not live then.
  [[nodiscard]] const MereParent* mereParent(core::ResourceKey key) const;

  [[nodiscard]] const std::unordered_map<core::ResourceKey, MereParent>& mereParents() const {
    return tracker_.mereParents();
  }

  // Whether anything that had ended before had an event in it.
  [[nodiscard]] bool hasRevived() const;

  struct Types {
    EventSeq seq = kNoSeq;
    TypeSample sample;  // after event `seq`
  };

  // The last of them at or before `seq`; null: `seq` is not in the block.
  [[nodiscard]] const Types* typesBefore(EventSeq seq) const;

  // In which of its chunks `key` occurs.
  [[nodiscard]] ChunkSet chunksOf(core::ResourceKey key);

 private:
  void begin();
  void take(const DecodedChunk& chunk);

  sqlite3* db_;
  ChunkReader* chunks_;
  ClosedBlocks* closed_;
  Damage* damage_;
  ResourceTracker tracker_;
  RunStacks stacks_;
  bool begun_ = false;
  std::size_t first_chunk_ = 0;
  ResourceNumber resources_before_ = 0;
  EventSeq taken_ = 0;
  std::size_t taken_chunk_ = 0;  // the one of event taken_
  std::uint64_t next_detail_ = 0;
  std::vector<Types> types_;  // before the block, and every kEventsPerTypeSample events
};

}  // namespace uvscope::storage
