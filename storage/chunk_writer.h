// Fills event chunks and writes them with their key frames and the directory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "storage/alive_types.h"
#include "storage/born_ids.h"
#include "storage/busy_contexts.h"
#include "storage/checked_rows.h"
#include "storage/chunk_directory.h"
#include "storage/event_codec.h"
#include "storage/key_frame.h"
#include "storage/timeline_samples.h"

namespace uvscope::storage {

// How many resources there are after the events so far.
struct ResourceCounts {
  std::uint64_t resources = 0, alive = 0;
};

class ChunkWriter {
 public:
  // `chunk_events`: how many events a chunk holds, at most kMaxChunkEvents.
  static core::Result<ChunkWriter> open(sqlite3* db, std::size_t chunk_events);

  [[nodiscard]] EventSeq events() const { return events_; }

  [[nodiscard]] bool full() const { return count_ >= chunk_events_; }

  // How many events may be appended before a sample is due or the chunk is full.
  [[nodiscard]] std::size_t room() const {
    return std::min(chunk_events_ - count_, kEventsPerSample - count_ % kEventsPerSample);
  }

  // The number of the open chunk in its block.
  [[nodiscard]] std::size_t inBlock() const { return chunk_ % kChunksPerBlock; }

  // How many chunks are sealed.
  [[nodiscard]] std::uint64_t chunks() const { return chunk_; }

  // How many are in the file after flush().
  [[nodiscard]] std::uint64_t writtenChunks() const { return chunk_ + (count_ == 0 ? 0 : 1); }

  // No more than room().
  void append(std::span<const core::Event> events) {
    if (events.empty()) return;
    encoder_.add(events);
    time_ = std::max(time_, encoder_.latestNs());
    count_ += static_cast<std::uint32_t>(events.size());
    events_ += events.size();
    changed_ = true;
  }

  // How many events there are in the open chunk.
  [[nodiscard]] std::uint32_t count() const { return count_; }

  // Positions in the open chunk may be of events that are appended next.

  // The event at `position` is not as KeyFrame::irregular puts it.
  void addIrregular(std::uint32_t position) { frame_.irregular.push_back(position); }

  // The event at `position` is the first of its resource, `key`. `made`: an Init. False: it is a
  // stray.
  bool addBirth(std::uint32_t position, core::ResourceKey key, bool made) {
    ++births_.back();
    if (made) return born_.add(key);
    frame_.older.push_back(position);
    return false;
  }

  // An outermost callback has ended.
  void addBusy(const Run& run) {
    const std::uint64_t from = std::max(run.before_ns, opened_at_ns_);
    const std::uint64_t took = run.after_ns > from ? run.after_ns - from : 0;
    busy_ns_ += took;
    contexts_.add(run.key.context, took);
  }

  // As many events as belong to a sample were added since the last one.
  [[nodiscard]] bool wantsSample() const { return count_ % kEventsPerSample == 0; }

  [[nodiscard]] bool wantsTypeSample() const { return count_ % kEventsPerTypeSample == 0; }

  void addSample(const RunStacks& stacks, std::uint64_t alive);

  // Writes the open chunk, if it has events, and the directory, in the transaction that is open.
  // The chunk stays open and is rewritten by the next call, until it is sealed.
  core::Result<void> flush(const RunStacks& stacks, ResourceCounts counts);
  // Writes the open chunk for the last time and begins another, whose key frame is `stacks`. It is
  // in the directory after the next flush(), which must come before the block ends.
  core::Result<void> seal(const RunStacks& stacks, ResourceCounts counts);

  // How many resources were born in each chunk of the block, the open chunk included.
  [[nodiscard]] const std::vector<std::uint32_t>& births() const { return births_; }

  // The samples of its sealed chunks.
  [[nodiscard]] const std::vector<ChunkSamples>& samples() const { return samples_; }

  // The busy time of its sealed chunks by context, packed. To be called once.
  std::vector<std::uint8_t> takeContexts() { return contexts_.finish(); }

  // The last chunk of a block was sealed, and all that belongs to it written.
  void beginBlock();

  // The key frame of a chunk that is still empty.
  void restart(const RunStacks& stacks) { frame_.stacks = stacks; }

  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  ChunkWriter() = default;
  [[nodiscard]] ChunkEntry entry(const RunStacks& stacks, ResourceCounts counts) const;
  core::Result<void> writeChunk(Packing packing);
  // `last_chunk` is the one of its last entry.
  core::Result<void> writePage(std::uint64_t last_chunk);
  // In outermost callbacks since the open chunk was opened.
  [[nodiscard]] std::uint64_t busy(const RunStacks& stacks) const;

  std::size_t chunk_events_ = kMaxChunkEvents;
  EventEncoder encoder_;     // of the open chunk
  std::uint32_t count_ = 0;  // of its events
  KeyFrame frame_;
  std::uint64_t busy_ns_ = 0;  // of outermost callbacks that ended in the open chunk
  ContextSums contexts_;       // the same by context, and that of the other chunks of the block
  // Of the open block: the entries and born ids of its sealed chunks, and the births of all.
  std::vector<ChunkEntry> page_;
  std::vector<BornRanges> ranges_;
  bool page_changed_ = false;
  std::vector<std::uint32_t> births_ = {0};
  std::vector<ChunkSamples> samples_;
  ChunkSamples open_samples_;
  std::uint64_t sampled_busy_ns_ = 0;  // in open_samples_
  BornIds born_;
  std::uint64_t chunk_ = 0;  // number of the open chunk
  EventSeq events_ = 0;
  std::uint64_t time_ = 0;          // highest so far
  std::uint64_t opened_at_ns_ = 0;  // highest before the open chunk
  bool changed_ = false;
  std::vector<std::uint8_t> packed_;
  RowInsert insert_chunk_, insert_page_;
};

}  // namespace uvscope::storage
