#include "storage/alive_types.h"

#include <map>
#include <utility>

#include "storage/checked_bytes.h"
#include "storage/chunk_set.h"
#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

// u64 checksum | a chunk: its samples, then 0 | a sample: varint changes + 1, a change: varint
// type, by how many more

constexpr std::size_t kMostTypeSamples = kMaxChunkEvents / kEventsPerTypeSample + 1;
constexpr std::uint64_t kMostTypes = 1U << 16U;
// In all samples of a block, lest few bytes take much memory: of a program with more, what is alive
// is counted instead.
constexpr std::size_t kMostCounts = 1U << 20U;

}  // namespace

TypeSample sampleOf(const ResourceTracker& tracker) {
  TypeSample sample;
  for (std::size_t type = 0; type < tracker.types(); ++type) {
    if (tracker.aliveOf(type) == 0) continue;
    sample.push_back({core::TypeId{static_cast<std::uint16_t>(type)}, tracker.aliveOf(type)});
  }
  return sample;
}

void TypeSampler::sample(const ResourceTracker& tracker) {
  const std::size_t types = tracker.types();
  if (last_.size() < types) last_.resize(types);
  changes_.clear();
  std::uint64_t changes = 0;
  for (std::size_t type = 0; type < types; ++type) {
    const std::uint64_t alive = tracker.aliveOf(type);
    if (alive == last_[type]) continue;
    ++changes;
    changes_.varint(type);
    changes_.varint(packedDifference(last_[type], alive));
    last_[type] = alive;
  }
  body_.varint(changes + 1);
  body_.append(changes_.bytes());
}

void TypeSampler::endChunk() {
  body_.byte(0);
}

std::vector<std::uint8_t> TypeSampler::finish() {
  std::vector<std::uint8_t> packed = withChecksum(body_.bytes());
  body_.clear();
  last_.clear();
  return packed;
}

bool decodeTypeSamples(std::span<const std::uint8_t> bytes, std::vector<ChunkTypes>& out) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  std::map<std::uint16_t, std::uint64_t> alive;
  std::size_t counts = 0;
  while (in.left() != 0) {
    if (out.size() == kChunksPerBlock) return false;
    ChunkTypes& chunk = out.emplace_back();
    for (std::uint64_t changes = in.varint(); changes != 0; changes = in.varint()) {
      if (chunk.size() == kMostTypeSamples || changes > kMostTypes) return false;
      for (std::uint64_t i = 1; i < changes && in.ok(); ++i) {
        const std::uint64_t type = in.varint();
        if (type >= kMostTypes) return false;
        std::uint64_t& count = alive[static_cast<std::uint16_t>(type)];
        count = addPacked(count, in.varint());
      }
      if (!in.ok()) return false;
      counts += alive.size();
      if (counts > kMostCounts) {
        out.clear();
        return true;
      }
      TypeSample& sample = chunk.emplace_back();
      for (const auto& [type, count] : alive) {
        if (count != 0) sample.push_back({core::TypeId{type}, count});
      }
    }
  }
  return in.done();
}

}  // namespace uvscope::storage
