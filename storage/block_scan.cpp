#include "storage/block_scan.h"

#include <algorithm>

#include "storage/tracking.h"

namespace uvscope::storage {

BlockScan::BlockScan(ChunkReader& chunks, ClosedBlocks& closed, std::size_t block)
    : chunks_(&chunks), block_(block), tracker_(nothing_, kAllLinger) {
  const std::size_t first = block * kChunksPerBlock;
  const std::size_t end = std::min(first + kChunksPerBlock, closed.chunks());
  const ChunkDirectory& directory = chunks.directory();
  revived_ =
      closed.revivedAmong(directory.resourcesBefore(first) + 1, directory.entry(end - 1).resources);
  for (std::size_t number = first; number < end; ++number) {
    const ChunkPtr chunk = chunks.passing(number);
    if (chunk == nullptr) continue;
    tracker_.beginChunk(number - first);
    take(*chunk);
  }
}

// An Init of what had events before the block is nobody's birth: it makes no child.
void BlockScan::take(const DecodedChunk& chunk) {
  RunStacks stacks = chunk.frame.stacks;
  EventSeq seq = chunk.first_seq;
  for (std::uint32_t i = 0; i < chunk.events.size(); ++i, ++seq) {
    const core::Event& event = chunk.events[i];
    if (event.kind == core::EventKind::Init && !chunk.isBirth(i)) continue;
    track(event, seq, tracker_, stacks);
  }
}

const ResourceRecord* BlockScan::record(BirthPlace place) {
  const ChunkPtr chunk = chunks_->chunk(place.chunk);
  if (chunk == nullptr || place.ordinal >= chunk->births.size()) return nullptr;
  const ResourceNumber number =
      chunks_->directory().resourcesBefore(place.chunk) + place.ordinal + 1;
  if (std::binary_search(revived_.begin(), revived_.end(), number)) return nullptr;
  const core::Event& first = chunk->events[chunk->births[place.ordinal]];
  const ResourceEntry* const entry = tracker_.find({first.context, first.id});
  return entry == nullptr ? nullptr : &entry->record;
}

}  // namespace uvscope::storage
