// A session, or a part of it, in slices of time.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/chunk_reader.h"
#include "storage/session.h"

namespace uvscope::storage {

// Exact, by decoding, where chunks are fewer than slices; else each chunk's totals are spread
// evenly over its time, an error of at most a chunk at each end of a slice.
std::vector<TimeBucket> makeOverview(ChunkReader& chunks, std::uint64_t begin_ns,
                                     std::uint64_t end_ns, std::uint32_t count);

}  // namespace uvscope::storage
