// A session, or a part of it, in slices of time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/chunk_reader.h"
#include "storage/event_codec.h"
#include "storage/session.h"
#include "storage/timeline_samples.h"

namespace uvscope::storage {

// So few chunks are decoded for the exact answer to a question about a range.
inline constexpr std::size_t kFewDecoded = 12;

// Of so many chunks in so many slices, how many samples are added up at once: some a slice are
// enough.
constexpr std::size_t samplesAtOnce(std::size_t chunks, std::size_t slices) {
  constexpr std::size_t kSamplesPerSlice = 4;
  const std::size_t samples = chunks * (kMaxChunkEvents / kEventsPerSample);
  return std::max<std::size_t>(1, samples / (slices * kSamplesPerSlice + 1));
}

// Exact, by decoding, where chunks are few. Where they are fewer than slices, the samples of each
// are spread evenly between their times, an error of at most kEventsPerSample events at each end of
// a slice; else each chunk's totals.
std::vector<TimeBucket> makeOverview(ChunkReader& chunks, TimelineReader& timeline,
                                     std::uint64_t begin_ns, std::uint64_t end_ns,
                                     std::uint32_t count);

}  // namespace uvscope::storage
