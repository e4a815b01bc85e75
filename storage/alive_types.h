// How many resources of each type were alive, every so many events: a blob a block, so that the
// types at any event follow from few of the events before it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "storage/byte_io.h"
#include "storage/resource_tracker.h"
#include "storage/session.h"

namespace uvscope::storage {

inline constexpr std::size_t kEventsPerTypeSample = 1024;

// Those of which any were alive, in order of type.
using TypeSample = std::vector<TypeAlive>;
// After each kEventsPerTypeSample events of a chunk, and after its last one.
using ChunkTypes = std::vector<TypeSample>;

TypeSample sampleOf(const ResourceTracker& tracker);

// Takes the samples of a block, and packs them.
class TypeSampler {
 public:
  void sample(const ResourceTracker& tracker);
  // The last event of the chunk was sampled.
  void endChunk();

  // Of the block, which ends.
  std::vector<std::uint8_t> finish();

 private:
  std::vector<std::uint64_t> last_;  // by number of type
  ByteWriter changes_, body_;
};

// False if `bytes` is not what a TypeSampler made. Any bytes are safe.
[[nodiscard]] bool decodeTypeSamples(std::span<const std::uint8_t> bytes,
                                     std::vector<ChunkTypes>& out);

}  // namespace uvscope::storage
