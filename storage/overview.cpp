#include "storage/overview.h"

#include <algorithm>

#include "storage/busy_time.h"
#include "storage/event_codec.h"
#include "storage/time_slices.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

class Slices {
 public:
  Slices(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count)
      : time_(begin_ns, end_ns, count),
        buckets_(count),
        alive_seq_(count + std::size_t{1}),
        alive_(count + std::size_t{1}) {}

  void addEvent(std::uint64_t ts_ns) {
    if (time_.has(ts_ns)) ++buckets_[time_.indexOf(ts_ns)].events;
  }

  // So many are alive after event `seq`, which came at `ts_ns`.
  void setAlive(std::uint64_t ts_ns, EventSeq seq, std::uint64_t alive) {
    if (ts_ns >= time_.end()) return;
    const std::size_t slot = ts_ns < time_.begin() ? 0 : time_.indexOf(ts_ns) + 1;
    if (seq < alive_seq_[slot]) return;
    alive_seq_[slot] = seq;
    alive_[slot] = alive;
  }

  void addBusy(std::uint64_t from_ns, std::uint64_t to_ns) {
    time_.split(from_ns, to_ns, [this](std::size_t i, const TimeSlices::Part& part) {
      buckets_[i].busy_ns += part.to - part.from;
    });
  }

  // Spreads events and busy time evenly over [from_ns, to_ns].
  void spread(std::uint64_t from_ns, std::uint64_t to_ns, const ChunkEntry& entry) {
    if (from_ns >= to_ns) {  // no time passed
      if (time_.has(from_ns)) buckets_[time_.indexOf(from_ns)].events += entry.events;
      return;
    }
    time_.split(from_ns, to_ns, [&](std::size_t i, const TimeSlices::Part& part) {
      buckets_[i].events += part.of(entry.events);
      buckets_[i].busy_ns += part.of(entry.busy_ns);
    });
  }

  std::vector<TimeBucket> finish() && {
    EventSeq seq = alive_seq_[0];
    std::uint64_t alive = alive_[0];
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      if (alive_seq_[i + 1] > seq) {
        seq = alive_seq_[i + 1];
        alive = alive_[i + 1];
      }
      buckets_[i].alive_end = alive;
    }
    return std::move(buckets_);
  }

 private:
  TimeSlices time_;
  std::vector<TimeBucket> buckets_;
  // Slot 0: before all slices. The last event of each slot, and how many were alive after it.
  std::vector<EventSeq> alive_seq_;
  std::vector<std::uint64_t> alive_;
};

std::uint64_t aliveBefore(const ChunkDirectory& directory, std::size_t chunk) {
  return chunk == 0 ? 0 : directory.entry(chunk - 1).alive;
}

void decodeInto(Slices& slices, ChunkReader& chunks, std::size_t first, std::size_t end) {
  const ChunkDirectory& directory = chunks.directory();
  BusyTime busy([&slices](core::ContextId, std::uint64_t from_ns, std::uint64_t to_ns) {
    slices.addBusy(from_ns, to_ns);
  });
  for (std::size_t number = first; number < end; ++number) {
    const ChunkPtr chunk = chunks.chunk(number);
    if (chunk == nullptr) continue;
    busy.enter(chunk->frame.stacks, directory.timeBefore(number));
    std::uint64_t alive = aliveBefore(directory, number);
    EventSeq seq = chunk->first_seq;
    auto irregular = chunk->frame.irregular.begin();
    for (const Event& event : chunk->events) {
      const bool counts =
          irregular == chunk->frame.irregular.end() || *irregular != seq - chunk->first_seq;
      if (!counts) ++irregular;
      if (counts && event.kind == EventKind::Init) ++alive;
      if (counts && event.kind == EventKind::Destroy) --alive;
      slices.addEvent(event.ts_ns);
      slices.setAlive(event.ts_ns, seq, alive);
      busy.step(event, seq);
      ++seq;
    }
  }
  // Beyond the chunks that were looked at, an open callback is busy as far as there is data.
  busy.finish(directory.timeAfter(directory.size() - 1));
}

// False if they are not known.
bool spreadSamples(Slices& slices, const ChunkSamples* samples, const ChunkDirectory& directory,
                   std::size_t number, std::uint64_t from, std::size_t at_once) {
  if (samples == nullptr) return false;
  ChunkEntry part;
  std::uint64_t left = directory.entry(number).events;
  EventSeq seq = directory.firstSeq(number) - 1;
  for (std::size_t i = 0; i < samples->size(); ++i) {
    const TimelineSample& sample = (*samples)[i];
    const std::uint64_t events = std::min<std::uint64_t>(left, kEventsPerSample);
    part.events += events;
    part.busy_ns += sample.busy_ns;
    left -= events;
    seq += events;
    if ((i + 1) % at_once != 0 && i + 1 != samples->size()) continue;
    slices.spread(from, sample.ns, part);
    slices.setAlive(sample.ns, seq, sample.alive);
    from = sample.ns;
    part = ChunkEntry{};
  }
  return true;
}

void spreadInto(Slices& slices, const ChunkDirectory& directory, TimelineReader* timeline,
                std::size_t first, std::size_t end, std::size_t slice_count) {
  const std::size_t at_once = samplesAtOnce(end - first, slice_count);
  for (std::size_t number = first; number < end; ++number) {
    const ChunkEntry& entry = directory.entry(number);
    const std::uint64_t from = directory.beginOf(number);
    if (timeline != nullptr &&
        spreadSamples(slices, timeline->chunk(number), directory, number, from, at_once)) {
      continue;
    }
    slices.spread(from, directory.timeAfter(number), entry);
    slices.setAlive(directory.timeAfter(number), directory.lastSeq(number), entry.alive);
  }
}

}  // namespace

std::vector<TimeBucket> makeOverview(ChunkReader& chunks, TimelineReader& timeline,
                                     std::uint64_t begin_ns, std::uint64_t end_ns,
                                     std::uint32_t count) {
  if (begin_ns >= end_ns || count == 0) return std::vector<TimeBucket>(count);
  Slices slices(begin_ns, end_ns, count);
  const ChunkDirectory& directory = chunks.directory();
  if (directory.size() == 0) return std::move(slices).finish();
  const auto [first, end] = directory.reaching(begin_ns, end_ns);
  if (first > 0 && begin_ns > 0) {
    slices.setAlive(begin_ns - 1, directory.lastSeq(first - 1), aliveBefore(directory, first));
  }
  if (end - first <= kFewDecoded) {
    decodeInto(slices, chunks, first, end);
  } else {
    spreadInto(slices, directory, end - first <= count ? &timeline : nullptr, first, end, count);
  }
  return std::move(slices).finish();
}

}  // namespace uvscope::storage
