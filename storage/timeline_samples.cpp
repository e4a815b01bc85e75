#include "storage/timeline_samples.h"

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/checked_tables.h"
#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

constexpr std::size_t kMostSamples = kMaxChunkEvents / kEventsPerSample + 1;

}  // namespace

std::vector<std::uint8_t> encodeSamples(std::span<const ChunkSamples> chunks) {
  ByteWriter body;
  body.varint(chunks.size());
  TimelineSample last;
  for (const ChunkSamples& samples : chunks) {
    body.varint(samples.size());
    for (const TimelineSample& sample : samples) {
      body.varint(packedDifference(last.ns, sample.ns));
      body.varint(sample.busy_ns);
      body.varint(packedDifference(last.alive, sample.alive));
      last = sample;
    }
  }
  return withChecksum(body.bytes());
}

bool decodeSamples(std::span<const std::uint8_t> bytes, std::vector<ChunkSamples>& out) {
  out.clear();
  std::optional<ByteReader> checked = checkedBody(bytes);
  if (!checked) return false;
  ByteReader& in = *checked;
  const std::uint64_t chunks = in.varint();
  if (chunks > kChunksPerBlock) return false;
  out.resize(chunks);
  TimelineSample last;
  for (ChunkSamples& samples : out) {
    const std::uint64_t count = in.varint();
    if (count > kMostSamples) return false;
    samples.resize(count);
    for (TimelineSample& sample : samples) {
      sample.ns = addPacked(last.ns, in.varint());
      sample.busy_ns = in.varint();
      sample.alive = addPacked(last.alive, in.varint());
      last = sample;
    }
  }
  return in.done();
}

TimelineReader::TimelineReader(sqlite3* db, Damage& damage)
    : chunks_(db, {kTimelineTable, decodeSamples, "a part of the timeline cannot be read", 64},
              damage) {}

}  // namespace uvscope::storage
