#include "storage/chunk_writer.h"

#include <algorithm>

#include "storage/checked_tables.h"

namespace uvscope::storage {
namespace {

using core::Result;

std::uint64_t elapsed(std::uint64_t from, std::uint64_t to) {
  return to > from ? to - from : 0;
}

}  // namespace

Result<ChunkWriter> ChunkWriter::open(sqlite3* db, std::size_t chunk_events) {
  ChunkWriter writer;
  writer.chunk_events_ = std::clamp<std::size_t>(chunk_events, 1, kMaxChunkEvents);
  const Result<void> prepared =
      prepareAll(db, {{writer.insert_chunk_, kChunkTable}, {writer.insert_page_, kDirectoryTable}});
  if (!prepared) return prepared.error();
  return writer;
}

std::uint64_t ChunkWriter::busy(const RunStacks& stacks) const {
  std::uint64_t busy_ns = busy_ns_;
  for (const auto& [context, stack] : stacks.all()) {
    if (stack.empty()) continue;
    busy_ns += elapsed(std::max(stack.front().before_ns, opened_at_ns_), time_);
  }
  return busy_ns;
}

void ChunkWriter::addSample(const RunStacks& stacks, std::uint64_t alive) {
  const std::uint64_t total = busy(stacks);
  open_samples_.push_back({time_, elapsed(sampled_busy_ns_, total), alive});
  sampled_busy_ns_ = std::max(sampled_busy_ns_, total);
}

ChunkEntry ChunkWriter::entry(const RunStacks& stacks, ResourceCounts counts) const {
  ChunkEntry entry;
  entry.events = count_;
  entry.min_ns = encoder_.earliestNs();
  entry.max_ns = encoder_.latestNs();
  entry.resources = counts.resources;
  entry.alive = counts.alive;
  entry.busy_ns = busy(stacks);
  return entry;
}

Result<void> ChunkWriter::writeChunk(Packing packing) {
  encoder_.pack(packing, packed_);
  const std::vector<std::uint8_t> frame = encodeKeyFrame(frame_);
  insert_chunk_.bind(1, chunk_);
  insert_chunk_.bindBlob(2, frame);
  insert_chunk_.bindBlob(3, packed_);
  return insert_chunk_.run();
}

Result<void> ChunkWriter::writePage(std::uint64_t last_chunk) {
  page_changed_ = false;
  const std::vector<std::uint8_t> page = encodeDirectoryPage(page_);
  const std::vector<std::uint8_t> born = encodeBornRanges(ranges_);
  insert_page_.bind(1, last_chunk / kEntriesPerPage);
  insert_page_.bindBlob(2, page);
  insert_page_.bindBlob(3, born);
  return insert_page_.run();
}

Result<void> ChunkWriter::flush(const RunStacks& stacks, ResourceCounts counts) {
  if (!changed_ || count_ == 0) return page_changed_ ? writePage(chunk_ - 1) : Result<void>();
  changed_ = false;
  if (Result<void> done = writeChunk(Packing::Quick); !done) return done;
  page_.push_back(entry(stacks, counts));
  ranges_.push_back(born_.ranges());
  Result<void> done = writePage(chunk_);
  page_.pop_back();
  ranges_.pop_back();
  return done;
}

Result<void> ChunkWriter::seal(const RunStacks& stacks, ResourceCounts counts) {
  if (count_ == 0) return {};
  if (Result<void> done = writeChunk(Packing::Small); !done) return done;
  page_.push_back(entry(stacks, counts));
  ranges_.push_back(born_.ranges());
  page_changed_ = true;
  if (!wantsSample()) addSample(stacks, counts.alive);
  for (const auto& [context, stack] : stacks.all()) {
    if (stack.empty()) continue;
    contexts_.add(context, elapsed(std::max(stack.front().before_ns, opened_at_ns_), time_));
  }
  contexts_.endChunk();
  samples_.push_back(std::move(open_samples_));
  open_samples_.clear();
  sampled_busy_ns_ = 0;
  born_.beginChunk();
  births_.push_back(0);
  ++chunk_;
  encoder_.clear();
  count_ = 0;
  busy_ns_ = 0;
  opened_at_ns_ = time_;
  frame_ = KeyFrame{stacks, {}, {}};
  changed_ = false;
  return {};
}

void ChunkWriter::beginBlock() {
  page_.clear();
  ranges_.clear();
  births_ = {0};
  samples_.clear();
}

}  // namespace uvscope::storage
