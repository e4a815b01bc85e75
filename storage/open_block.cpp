#include "storage/open_block.h"

#include <algorithm>
#include <iterator>

#include "storage/detail_log.h"
#include "storage/tracking.h"

namespace uvscope::storage {

OpenBlock::OpenBlock(sqlite3* db, ChunkReader& chunks, ClosedBlocks& closed, Damage& damage)
    : db_(db), chunks_(&chunks), closed_(&closed), damage_(&damage), tracker_(closed, kAllLinger) {}

void OpenBlock::refresh() {
  const ChunkDirectory& directory = chunks_->directory();
  if (closed_->chunks() != first_chunk_) begun_ = false;
  if (!begun_) begin();
  if (first_chunk_ >= directory.size()) return;
  std::size_t number = std::max(first_chunk_, taken_chunk_);
  for (; number < directory.size(); ++number) {
    const ChunkPtr chunk = chunks_->chunk(number);
    if (chunk != nullptr) take(*chunk);
    taken_chunk_ = number;
  }
  next_detail_ = readDetailLog(
      db_, next_detail_, *damage_,
      [this](core::ResourceKey key, const std::string& detail) { tracker_.onDetail(key, detail); });
}

void OpenBlock::begin() {
  const ChunkDirectory& directory = chunks_->directory();
  first_chunk_ = taken_chunk_ = closed_->chunks();
  resources_before_ = directory.resourcesBefore(first_chunk_);
  taken_ = first_chunk_ == 0 ? kNoSeq : directory.lastSeq(first_chunk_ - 1);
  next_detail_ = 0;
  tracker_ = ResourceTracker(*closed_, kAllLinger);
  stacks_ = RunStacks();
  types_.clear();
  if (first_chunk_ >= directory.size()) return;  // nothing is asked of it
  begun_ = true;
  const std::uint64_t alive = first_chunk_ == 0 ? 0 : directory.entry(first_chunk_ - 1).alive;
  tracker_.begin(resources_before_, alive, closed_->highestIds());
  for (const KeptPage& page : closed_->keptPages()) {
    if (page.unfinished == 0) continue;
    const ClosedBlocks::KeptRecords records = closed_->keptRecords(page);
    if (records == nullptr) continue;
    for (const KeptRecord& kept : *records) {
      if (!kept.record.destroyed() || kept.running) tracker_.restore(kept, 0);
    }
  }
  types_.push_back({taken_, sampleOf(tracker_)});
  const std::optional<KeyFrame> frame = chunks_->keyFrame(first_chunk_);
  if (!frame) return;
  for (const auto& [context, stack] : frame->stacks.all()) {
    for (const Run& run : stack) {
      if (ResourceEntry* const entry = tracker_.find(run.key)) ++entry->open_runs;
    }
  }
}

void OpenBlock::take(const DecodedChunk& chunk) {
  // Events may have been lost before it.
  if (taken_ < chunk.first_seq) stacks_ = chunk.frame.stacks;
  tracker_.beginChunk(chunk.number - first_chunk_);
  for (std::size_t i = 0; i < chunk.events.size(); ++i) {
    const EventSeq seq = chunk.first_seq + i;
    if (seq <= taken_) continue;
    taken_ = seq;
    track(chunk.events[i], seq, tracker_, stacks_);
    if (seq % kEventsPerTypeSample == 0) types_.push_back({seq, sampleOf(tracker_)});
  }
}

const ResourceEntry* OpenBlock::find(core::ResourceKey key) {
  return begun_ ? tracker_.find(key) : nullptr;
}

const MereParent* OpenBlock::mereParent(core::ResourceKey key) const {
  const auto found = tracker_.mereParents().find(key);
  return found == tracker_.mereParents().end() ? nullptr : &found->second;
}

bool OpenBlock::hasRevived() const {
  return std::ranges::any_of(tracker_.touched(),
                             [](const ResourceEntry* entry) { return entry->revived; });
}

const OpenBlock::Types* OpenBlock::typesBefore(EventSeq seq) const {
  const auto after =
      std::upper_bound(types_.begin(), types_.end(), seq,
                       [](EventSeq wanted, const Types& types) { return wanted < types.seq; });
  return begun_ && after != types_.begin() ? &*std::prev(after) : nullptr;
}

ChunkSet OpenBlock::chunksOf(core::ResourceKey key) {
  ChunkSet chunks;
  if (const ResourceEntry* const entry = find(key)) chunks = entry->chunks;
  if (const MereParent* const parent = mereParent(key)) chunks.add(parent->chunks);
  return chunks;
}

}  // namespace uvscope::storage
