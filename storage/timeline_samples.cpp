#include "storage/timeline_samples.h"

#include <utility>

#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/checked_tables.h"
#include "storage/event_codec.h"
#include "storage/row_counts.h"

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

core::Result<TimelineReader> TimelineReader::open(sqlite3* db, Damage& damage) {
  TimelineReader reader(damage);
  auto select = CheckedSelect::prepare(db, kTimelineTable, "WHERE id = ?");
  if (!select) return select.error();
  reader.select_ = std::move(*select);
  reader.blocks_told_ = toldCount(db, kTimelineTable.name, damage).value_or(0);
  return reader;
}

const ChunkSamples* TimelineReader::chunk(std::size_t number) {
  const std::uint64_t wanted = number / kChunksPerBlock;
  if (last_ == nullptr || last_number_ != wanted) {
    last_ = blocks_.find(wanted);
    last_number_ = wanted;
  }
  if (last_ == nullptr) {
    const StatementUse use(select_);
    select_.bind(1, wanted);
    const Statement::Step step = select_.step();
    if (step == Statement::Step::Done && wanted >= blocks_told_) return nullptr;
    auto block = std::make_shared<Block>();
    if (step != Statement::Step::Row || !decodeSamples(select_.blob(1), *block)) {
      damage_->note("a part of the timeline cannot be read");
      block->clear();
    }
    blocks_.keep(wanted, block);
    last_ = block;
  }
  const std::size_t in_block = number % kChunksPerBlock;
  return in_block < last_->size() ? &(*last_)[in_block] : nullptr;
}

}  // namespace uvscope::storage
