#include "storage/context_load.h"

#include <map>
#include <numeric>
#include <utility>

#include "storage/busy_time.h"
#include "storage/checked_tables.h"
#include "storage/event_codec.h"
#include "storage/overview.h"
#include "storage/time_slices.h"

namespace uvscope::storage {
namespace {

constexpr std::size_t kSamplesPerChunk = kMaxChunkEvents / kEventsPerSample;

std::uint64_t shareOf(std::uint64_t total, std::uint64_t part, std::uint64_t whole) {
  if (part == whole) return total;
  return static_cast<std::uint64_t>(static_cast<double>(total) * static_cast<double>(part) /
                                    static_cast<double>(whole));
}

}  // namespace

class ContextLoadReader::Lanes {
 public:
  Lanes(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count)
      : time_(begin_ns, end_ns, count) {}

  // It was busy for `busy_ns` of the time, evenly.
  void spread(core::ContextId context, std::uint64_t from_ns, std::uint64_t to_ns,
              std::uint64_t busy_ns) {
    if (busy_ns == 0 || from_ns >= time_.end() || to_ns <= time_.begin()) return;
    std::vector<std::uint64_t>& lane = lanes_[context];
    if (lane.empty()) lane.resize(time_.size());
    time_.split(from_ns, to_ns,
                [&](std::size_t i, const TimeSlices::Part& part) { lane[i] += part.of(busy_ns); });
  }

  void add(core::ContextId context, std::uint64_t from_ns, std::uint64_t to_ns) {
    if (from_ns < to_ns) spread(context, from_ns, to_ns, to_ns - from_ns);
  }

  std::vector<ContextLoad> finish() && {
    std::vector<ContextLoad> loads;
    for (auto& [context, busy_ns] : lanes_)
      loads.push_back({context, std::move(busy_ns)});
    return loads;
  }

 private:
  TimeSlices time_;
  std::map<core::ContextId, std::vector<std::uint64_t>> lanes_;
};

ContextLoadReader::ContextLoadReader(sqlite3* db, ChunkReader& chunks, TimelineReader& timeline,
                                     Damage& damage)
    : chunks_(&chunks),
      timeline_(&timeline),
      contexts_(db,
                {kBusyContextTable, decodeContexts, "a part of the timeline cannot be read", 1024},
                damage) {}

std::vector<ContextLoad> ContextLoadReader::load(std::uint64_t begin_ns, std::uint64_t end_ns,
                                                 std::uint32_t count) {
  const ChunkDirectory& directory = chunks_->directory();
  if (begin_ns >= end_ns || count == 0 || directory.size() == 0) return {};
  const auto [first, end] = directory.reaching(begin_ns, end_ns);
  Lanes lanes(begin_ns, end_ns, count);
  if (end - first <= kFewDecoded) {
    decodeInto(lanes, first, end);
    return std::move(lanes).finish();
  }
  std::size_t told = first;
  for (; told < end; ++told) {
    const ChunkContexts* const contexts = contexts_.find(told);
    if (contexts == nullptr) break;
    spreadInto(lanes, told, *contexts, samplesAtOnce(end - first, count));
  }
  // Only the open block has a reason to tell nothing.
  if (end - told > kChunksPerBlock) return {};
  if (told < end) decodeInto(lanes, told, end);
  return std::move(lanes).finish();
}

void ContextLoadReader::spreadInto(Lanes& lanes, std::size_t number, const ChunkContexts& contexts,
                                   std::size_t at_once) {
  const ChunkDirectory& directory = chunks_->directory();
  std::uint64_t from_ns = directory.beginOf(number);
  const ChunkSamples* const samples =
      at_once < kSamplesPerChunk ? timeline_->chunk(number) : nullptr;
  if (samples == nullptr) {
    for (const ContextBusy& one : contexts)
      lanes.spread(one.context, from_ns, directory.timeAfter(number), one.busy_ns);
    return;
  }
  const std::uint64_t all_ns =
      std::accumulate(contexts.begin(), contexts.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const ContextBusy& one) { return sum + one.busy_ns; });
  std::uint64_t busy_ns = 0;
  for (std::size_t i = 0; i < samples->size(); ++i) {
    const TimelineSample& sample = (*samples)[i];
    busy_ns += sample.busy_ns;
    if ((i + 1) % at_once != 0 && i + 1 != samples->size()) continue;
    for (const ContextBusy& one : contexts) {
      if (one.busy_ns != 0)
        lanes.spread(one.context, from_ns, sample.ns, shareOf(busy_ns, one.busy_ns, all_ns));
    }
    from_ns = sample.ns;
    busy_ns = 0;
  }
}

void ContextLoadReader::decodeInto(Lanes& lanes, std::size_t first, std::size_t end) {
  const ChunkDirectory& directory = chunks_->directory();
  BusyTime busy([&lanes](core::ContextId context, std::uint64_t from_ns, std::uint64_t to_ns) {
    lanes.add(context, from_ns, to_ns);
  });
  for (std::size_t number = first; number < end; ++number) {
    const ChunkPtr chunk = chunks_->chunk(number);
    if (chunk == nullptr) continue;
    busy.enter(chunk->frame.stacks, directory.timeBefore(number));
    EventSeq seq = chunk->first_seq;
    for (const core::Event& event : chunk->events)
      busy.step(event, seq++);
  }
  busy.finish(directory.timeAfter(directory.size() - 1));
}

}  // namespace uvscope::storage
