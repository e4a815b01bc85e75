// The table of contents of the event chunks: small enough to be read whole when a session is opened
// (48 bytes for 4096 events), so that a time or an event number leads to its chunk without a search
// in the file. Stored in pages, one a block, of which only the last changes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "storage/chunk_set.h"
#include "storage/session.h"

namespace uvscope::storage {

struct ChunkEntry {
  std::uint64_t events = 0;
  std::uint64_t min_ns = 0, max_ns = 0;  // of its events
  std::uint64_t busy_ns = 0;             // in outermost callbacks, while this chunk was filled
  std::uint64_t resources = 0;           // numbered resources after its last event
  std::uint64_t alive = 0;               // … with an init and no destroy

  friend bool operator==(const ChunkEntry&, const ChunkEntry&) = default;
};

inline constexpr std::size_t kEntriesPerPage = kChunksPerBlock;

std::vector<std::uint8_t> encodeDirectoryPage(std::span<const ChunkEntry> entries);
// False if `bytes` is not what encodeDirectoryPage made. Any bytes are safe.
[[nodiscard]] bool decodeDirectoryPage(std::span<const std::uint8_t> bytes,
                                       std::vector<ChunkEntry>& out,
                                       std::size_t most = kEntriesPerPage);

// Chunks are numbered from 0. Times go back slightly where several threads were recorded, so chunks
// overlap in time; every search here is exact all the same.
class ChunkDirectory {
 public:
  void clear();
  // Of so many chunks altogether; they may become more.
  void reserve(std::size_t chunks);
  // Replaces the entries from chunk `first` on. `first` is at most size().
  void replaceFrom(std::size_t first, std::span<const ChunkEntry> entries);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  [[nodiscard]] const ChunkEntry& entry(std::size_t chunk) const { return entries_[chunk]; }

  [[nodiscard]] EventSeq events() const { return end_seq_ - 1; }

  [[nodiscard]] EventSeq firstSeq(std::size_t chunk) const { return first_seq_[chunk]; }

  // After its last event.
  [[nodiscard]] EventSeq lastSeq(std::size_t chunk) const {
    return first_seq_[chunk] + entries_[chunk].events - 1;
  }

  // The highest time in the chunks before `chunk`, and in those up to and with it.
  [[nodiscard]] std::uint64_t timeBefore(std::size_t chunk) const {
    return chunk == 0 ? 0 : time_after_[chunk - 1];
  }

  [[nodiscard]] std::uint64_t timeAfter(std::size_t chunk) const { return time_after_[chunk]; }

  // Where what `chunk` adds to the time before it begins.
  [[nodiscard]] std::uint64_t beginOf(std::size_t chunk) const {
    return std::max(timeBefore(chunk), entries_[chunk].min_ns);
  }

  // How many resources were numbered before `chunk`: those born in it have the next numbers.
  [[nodiscard]] std::uint64_t resourcesBefore(std::size_t chunk) const {
    return chunk == 0 ? 0 : entries_[chunk - 1].resources;
  }

  // The chunk in which the resource of that number was born.
  [[nodiscard]] std::optional<std::size_t> chunkOfResource(std::uint64_t number) const;
  // The chunk of an existing event.
  [[nodiscard]] std::optional<std::size_t> chunkOf(EventSeq seq) const;
  // The first chunk that has an event at or after `ns`; size() if none has.
  [[nodiscard]] std::size_t firstReaching(std::uint64_t ns) const;
  // One past the last chunk that has an event before `ns`; 0 if none has.
  [[nodiscard]] std::size_t endBefore(std::uint64_t ns) const;

  struct Chunks {
    std::size_t first = 0, end = 0;
  };

  // What has a part in [begin_ns, end_ns), and at least one; there are some.
  [[nodiscard]] Chunks reaching(std::uint64_t begin_ns, std::uint64_t end_ns) const;

 private:
  std::vector<ChunkEntry> entries_;
  std::vector<EventSeq> first_seq_;
  std::vector<std::uint64_t> time_after_;  // highest max_ns so far: rises
  std::vector<std::uint64_t> time_ahead_;  // lowest min_ns from here on: rises
  EventSeq end_seq_ = 1;
};

}  // namespace uvscope::storage
