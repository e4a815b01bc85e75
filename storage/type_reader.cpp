#include "storage/type_reader.h"

#include <algorithm>
#include <utility>

#include "storage/checked_tables.h"
#include "storage/overview.h"
#include "storage/time_slices.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::ResourceKey;
using core::TypeId;

constexpr std::uint64_t kResourcesAtOnce = 1024;

std::vector<TypeAlive> listed(const std::map<TypeId, std::uint64_t>& counts) {
  std::vector<TypeAlive> alive;
  for (const auto& [type, count] : counts) {
    if (count != 0) alive.push_back({type, count});
  }
  return alive;
}

}  // namespace

TypeReader::TypeReader(sqlite3* db, ChunkReader& chunks, ResourceReader& resources, Damage& damage)
    : chunks_(&chunks),
      resources_(&resources),
      samples_(db, {kAliveTypeTable, decodeTypeSamples, "what was alive by type cannot be read"},
               damage) {}

std::vector<TypeAlive> TypeReader::at(EventSeq seq) {
  return listed(countsAt(std::min(seq, chunks_->directory().events())).alive);
}

TypeReader::Counts TypeReader::countsAt(EventSeq seq) {
  std::optional<Counts> counts = sampledBefore(seq);
  if (!counts) return counted(seq);
  follow(*counts, seq);
  return std::move(*counts);
}

std::optional<TypeReader::Counts> TypeReader::sampledBefore(EventSeq seq) {
  Counts found;
  const ChunkDirectory& directory = chunks_->directory();
  const auto number = directory.chunkOf(seq);
  if (!number) return found;  // before all
  const auto take = [&found](EventSeq sampled_at, const TypeSample& sample) {
    found.seq = sampled_at;
    for (const TypeAlive& one : sample)
      found.alive[one.type] = one.alive;
  };
  if (const OpenBlock::Types* const open = resources_->openBlock().typesBefore(seq)) {
    take(open->seq, open->sample);
    return found;
  }
  const ChunkTypes* samples = samples_.find(*number);
  if (samples == nullptr) return std::nullopt;
  const EventSeq first = directory.firstSeq(*number);
  const std::uint64_t events = seq - first + 1;
  if (seq == directory.lastSeq(*number) && !samples->empty()) {
    take(seq, samples->back());
  } else if (const std::size_t whole = events / kEventsPerTypeSample;
             whole > 0 && whole <= samples->size()) {
    take(first - 1 + whole * kEventsPerTypeSample, (*samples)[whole - 1]);
  } else if (*number > 0) {
    samples = samples_.find(*number - 1);
    if (samples == nullptr || samples->empty()) return std::nullopt;
    take(first - 1, samples->back());
  }
  return found;
}

TypeReader::Counts TypeReader::counted(EventSeq seq) {
  Counts counts;
  counts.seq = seq;
  for (std::uint64_t offset = 0;; offset += kResourcesAtOnce) {
    const auto page = resources_->undestroyed(seq, offset, kResourcesAtOnce);
    for (const ResourceRecord& record : page) {
      // What has become another type hardly becomes the first again.
      const bool same = firstType(record) == record.type;
      ++counts.alive[same ? record.type : typeBefore(record, seq + 1)];
    }
    if (page.size() < kResourcesAtOnce) return counts;
  }
}

void TypeReader::follow(Counts& counts, EventSeq to) {
  born_.clear();
  const ChunkDirectory& directory = chunks_->directory();
  while (counts.seq < to) {
    const auto number = directory.chunkOf(counts.seq + 1);
    if (!number) return;
    const EventSeq last = std::min(to, directory.lastSeq(*number));
    if (const ChunkPtr chunk = chunks_->chunk(*number)) {
      for (EventSeq seq = counts.seq + 1; seq <= last; ++seq)
        take(counts, *chunk, static_cast<std::uint32_t>(seq - chunk->first_seq));
    }
    counts.seq = last;
  }
}

void TypeReader::take(Counts& counts, const DecodedChunk& chunk, std::uint32_t position) {
  const Event& event = chunk.events[position];
  const EventSeq seq = chunk.first_seq + position;
  const ResourceKey key{event.context, event.id};
  if (event.kind == EventKind::Init) {
    if (!chunk.isBirth(position)) return;
    ++counts.alive[event.type];
    born_[key] = event.type;
    return;
  }
  if (event.kind != EventKind::Destroy && event.kind != EventKind::Retype) return;
  const auto& irregular = chunk.frame.irregular;
  if (std::binary_search(irregular.begin(), irregular.end(), position)) return;
  const auto born = born_.find(key);
  TypeId before;
  if (born != born_.end()) {
    before = born->second;
  } else {
    const std::optional<ResourceRecord> record = resources_->resource(key);
    if (!record || record->init_seq == kNoSeq) return;
    if (record->destroyed() && record->destroy_seq < seq) return;
    before = typeBefore(*record, seq);
  }
  --counts.alive[before];
  if (event.kind == EventKind::Destroy) {
    born_.erase(key);
  } else {
    ++counts.alive[event.type];
    born_[key] = event.type;
  }
}

TypeId TypeReader::firstType(const ResourceRecord& record) {
  const auto number = chunks_->directory().chunkOf(record.init_seq);
  const ChunkPtr chunk = number ? chunks_->chunk(*number) : nullptr;
  return chunk == nullptr ? record.type : chunk->events[record.init_seq - chunk->first_seq].type;
}

TypeId TypeReader::typeBefore(const ResourceRecord& record, EventSeq seq) {
  const ChunkDirectory& directory = chunks_->directory();
  TypeId type = firstType(record);
  for (auto number = directory.chunkOf(record.init_seq);
       number && directory.firstSeq(*number) < seq;
       number = resources_->nextChunk(record.key, *number + 1)) {
    const ChunkPtr chunk = chunks_->chunk(*number);
    if (chunk == nullptr) continue;
    EventSeq at = chunk->first_seq;
    for (const Event& event : chunk->events) {
      if (at++ >= seq) break;
      if (event.kind == EventKind::Retype && event.id == record.key.id &&
          event.context == record.key.context) {
        type = event.type;
      }
    }
  }
  return type;
}

std::vector<EventSeq> TypeReader::lastEvents(std::uint64_t begin_ns, std::uint64_t end_ns,
                                             std::uint32_t count) {
  const TimeSlices time(begin_ns, end_ns, count);
  const ChunkDirectory& directory = chunks_->directory();
  const auto [first, end] = directory.reaching(begin_ns, end_ns);
  std::vector<EventSeq> last(count);
  EventSeq before = first == 0 ? kNoSeq : directory.lastSeq(first - 1);
  for (std::size_t number = first; number < end; ++number) {
    const ChunkPtr chunk = chunks_->chunk(number);
    if (chunk == nullptr) continue;
    EventSeq seq = chunk->first_seq;
    for (const Event& event : chunk->events) {
      if (event.ts_ns < begin_ns) {
        before = seq;
      } else if (event.ts_ns < end_ns) {
        last[time.indexOf(event.ts_ns)] = seq;
      }
      ++seq;
    }
  }
  for (EventSeq& seq : last)
    seq = before = std::max(seq, before);
  return last;
}

std::vector<TypeAlive> TypeReader::around(std::uint64_t ns) {
  const ChunkDirectory& directory = chunks_->directory();
  const std::size_t end = directory.endBefore(ns);
  if (end == 0) return {};
  const std::size_t number = end - 1;
  const std::uint64_t from = directory.timeBefore(number);
  const std::uint64_t to = std::max(directory.timeAfter(number), from + 1);
  const double passed =
      std::min(1.0, static_cast<double>(ns - std::min(ns, from)) / static_cast<double>(to - from));
  const auto events =
      static_cast<EventSeq>(passed * static_cast<double>(directory.entry(number).events));
  const EventSeq seq = directory.firstSeq(number) - 1 + events;
  const std::optional<Counts> counts = sampledBefore(seq);
  return listed(counts ? counts->alive : counted(seq).alive);
}

std::vector<TypeCurve> TypeReader::curves(std::uint64_t begin_ns, std::uint64_t end_ns,
                                          std::uint32_t count) {
  const ChunkDirectory& directory = chunks_->directory();
  if (begin_ns >= end_ns || count == 0 || directory.size() == 0) return {};
  std::vector<std::vector<TypeAlive>> slices;
  const auto [first, end] = directory.reaching(begin_ns, end_ns);
  if (end - first <= kFewDecoded) {
    const std::vector<EventSeq> last = lastEvents(begin_ns, end_ns, count);
    Counts counts = countsAt(last.front());
    for (const EventSeq seq : last) {
      follow(counts, seq);
      slices.push_back(listed(counts.alive));
    }
  } else {
    const TimeSlices time(begin_ns, end_ns, count);
    for (std::size_t i = 0; i < count; ++i)
      slices.push_back(around(time.edge(i + 1)));
  }
  std::map<TypeId, std::vector<std::uint64_t>> curves;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    for (const TypeAlive& one : slices[i]) {
      std::vector<std::uint64_t>& curve = curves[one.type];
      curve.resize(slices.size());
      curve[i] = one.alive;
    }
  }
  std::vector<TypeCurve> found;
  found.reserve(curves.size());
  for (auto& [type, alive] : curves)
    found.push_back({type, std::move(alive)});
  return found;
}

}  // namespace uvscope::storage
