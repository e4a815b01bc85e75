// How a session went, every so many events: when, how much of the time had been spent in callbacks,
// and how many resources were alive. A blob a block, so that a stretch of time that is too long to
// be decoded is drawn from a hundredth of its bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "storage/block_rows.h"
#include "storage/chunk_set.h"
#include "storage/damage.h"
#include "storage/session.h"

namespace uvscope::storage {

inline constexpr std::size_t kEventsPerSample = 128;

// After kEventsPerSample events more of its chunk, or after the chunk's last one.
struct TimelineSample {
  std::uint64_t ns = 0;       // the highest time so far
  std::uint64_t busy_ns = 0;  // in outermost callbacks, all contexts added, since the sample before
  std::uint64_t alive = 0;    // resources

  friend bool operator==(const TimelineSample&, const TimelineSample&) = default;
};

// Of one chunk, in order.
using ChunkSamples = std::vector<TimelineSample>;

std::vector<std::uint8_t> encodeSamples(std::span<const ChunkSamples> chunks);
// False if `bytes` is not what encodeSamples made of at most kChunksPerBlock chunks. Any bytes are
// safe.
[[nodiscard]] bool decodeSamples(std::span<const std::uint8_t> bytes,
                                 std::vector<ChunkSamples>& out);

// Reads the samples of closed blocks.
class TimelineReader {
 public:
  // `db` and `damage` must outlive the reader.
  TimelineReader(sqlite3* db, Damage& damage);

  // Null: there are none, because the block is open or its samples cannot be read. They stay until
  // the next call.
  [[nodiscard]] const ChunkSamples* chunk(std::size_t number) { return chunks_.find(number); }

 private:
  ChunkRows<ChunkSamples> chunks_;
};

}  // namespace uvscope::storage
