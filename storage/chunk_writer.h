// Fills event chunks and writes them with their key frames and the directory.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/chunk_directory.h"
#include "storage/event_codec.h"
#include "storage/key_frame.h"
#include "storage/statement.h"

namespace uvscope::storage {

// How many resources there are after the events so far.
struct ResourceCounts {
  std::uint64_t resources = 0, alive = 0;
};

class ChunkWriter {
 public:
  static core::Result<ChunkWriter> open(sqlite3* db);

  [[nodiscard]] EventSeq events() const { return events_; }

  [[nodiscard]] bool full() const { return open_.size() == kMaxChunkEvents; }

  // The highest time so far.
  [[nodiscard]] std::uint64_t time() const { return time_; }

  // Room must be left. `regular`: as KeyFrame::irregular puts it.
  void add(const core::Event& event, bool regular);
  // An outermost callback has ended.
  void addBusy(const Run& run);

  // Writes the open chunk, in the transaction that is open. It stays open and is rewritten by the
  // next call, until it is sealed.
  core::Result<void> flush(const RunStacks& stacks, ResourceCounts counts);
  // Writes the open chunk for the last time and begins another, whose key frame is `stacks`.
  core::Result<void> seal(const RunStacks& stacks, ResourceCounts counts);

  // The key frame of a chunk that is still empty.
  void restart(const RunStacks& stacks) { frame_.stacks = stacks; }

  [[nodiscard]] bool empty() const { return open_.empty(); }

 private:
  ChunkWriter() = default;
  [[nodiscard]] ChunkEntry entry(const RunStacks& stacks, ResourceCounts counts) const;

  std::vector<core::Event> open_;
  KeyFrame frame_;
  ChunkEntry times_;
  std::vector<ChunkEntry> page_;  // the sealed chunks of the last page of the directory
  std::uint64_t chunk_ = 0;       // number of the open chunk
  EventSeq events_ = 0;
  std::uint64_t time_ = 0;          // highest so far
  std::uint64_t opened_at_ns_ = 0;  // highest before the open chunk
  bool changed_ = false;
  std::vector<std::uint8_t> packed_;
  Statement insert_chunk_, insert_page_;
};

}  // namespace uvscope::storage
