#include "storage/block_scan.h"

#include <algorithm>

#include "storage/tracking.h"

namespace uvscope::storage {

BlockScan::BlockScan(ChunkReader& chunks, std::size_t block, std::size_t closed)
    : chunks_(&chunks), block_(block), tracker_(nothing_, kAllLinger) {
  const std::size_t first = block * kChunksPerBlock;
  const std::size_t end = std::min(first + kChunksPerBlock, closed);
  RunStacks stacks;
  for (std::size_t number = first; number < end; ++number) {
    const ChunkPtr chunk = chunks.passing(number);
    if (chunk == nullptr) continue;
    stacks = chunk->frame.stacks;
    tracker_.beginChunk(number - first);
    EventSeq seq = chunk->first_seq;
    for (const core::Event& event : chunk->events)
      track(event, seq++, tracker_, stacks);
  }
}

const ResourceRecord* BlockScan::record(BirthPlace place) {
  const ChunkPtr chunk = chunks_->chunk(place.chunk);
  if (chunk == nullptr || place.ordinal >= chunk->births.size()) return nullptr;
  const core::Event& first = chunk->events[chunk->births[place.ordinal]];
  const ResourceEntry* const entry = tracker_.find({first.context, first.id});
  return entry == nullptr ? nullptr : &entry->record;
}

}  // namespace uvscope::storage
