#include "storage/overview.h"

#include <algorithm>
#include <map>

#include "storage/event_codec.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

// So few are always decoded.
constexpr std::size_t kFewChunks = 12;
constexpr std::size_t kSamplesPerSlice = 4;

__extension__ using Wide = unsigned __int128;

class Slices {
 public:
  Slices(std::uint64_t begin_ns, std::uint64_t end_ns, std::uint32_t count)
      : begin_(begin_ns),
        end_(end_ns),
        buckets_(count),
        alive_seq_(count + std::size_t{1}),
        alive_(count + std::size_t{1}),
        per_ns_(count / static_cast<double>(end_ns - begin_ns)) {
    edges_.reserve(count + std::size_t{1});
    for (std::size_t i = 0; i <= count; ++i) {
      edges_.push_back(begin_ +
                       static_cast<std::uint64_t>((Wide{end_ - begin_} * i + count - 1) / count));
    }
  }

  void addEvent(std::uint64_t ts_ns) {
    if (ts_ns >= begin_ && ts_ns < end_) ++buckets_[indexOf(ts_ns)].events;
  }

  // So many are alive after event `seq`, which came at `ts_ns`.
  void setAlive(std::uint64_t ts_ns, EventSeq seq, std::uint64_t alive) {
    if (ts_ns >= end_) return;
    const std::size_t slot = ts_ns < begin_ ? 0 : indexOf(ts_ns) + 1;
    if (seq < alive_seq_[slot]) return;
    alive_seq_[slot] = seq;
    alive_[slot] = alive;
  }

  void addBusy(std::uint64_t from_ns, std::uint64_t to_ns) {
    from_ns = std::max(from_ns, begin_);
    to_ns = std::min(to_ns, end_);
    if (from_ns >= to_ns) return;
    for (std::size_t i = indexOf(from_ns); i < buckets_.size() && edge(i) < to_ns; ++i) {
      buckets_[i].busy_ns += std::min(to_ns, edge(i + 1)) - std::max(from_ns, edge(i));
    }
  }

  // Spreads events and busy time evenly over [from_ns, to_ns].
  void spread(std::uint64_t from_ns, std::uint64_t to_ns, const ChunkEntry& entry) {
    const std::uint64_t low = std::max(from_ns, begin_);
    const std::uint64_t high = std::min(to_ns, end_);
    if (from_ns >= to_ns) {  // no time passed
      if (from_ns >= begin_ && from_ns < end_) buckets_[indexOf(from_ns)].events += entry.events;
      return;
    }
    if (low >= high) return;
    if (const std::size_t i = indexOf(low); low == from_ns && to_ns <= edge(i + 1)) {
      buckets_[i].events += entry.events;
      buckets_[i].busy_ns += entry.busy_ns;
      return;
    }
    const auto share = [&](std::uint64_t total, std::uint64_t until_ns) {
      return static_cast<std::uint64_t>(Wide{total} * (until_ns - from_ns) / (to_ns - from_ns));
    };
    for (std::size_t i = indexOf(low); i < buckets_.size() && edge(i) < high; ++i) {
      const std::uint64_t left = std::max(low, edge(i));
      const std::uint64_t right = std::min(high, edge(i + 1));
      buckets_[i].events += share(entry.events, right) - share(entry.events, left);
      buckets_[i].busy_ns += share(entry.busy_ns, right) - share(entry.busy_ns, left);
    }
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
  // The slice of a time within: near by a multiplication, then exactly by the edges.
  [[nodiscard]] std::size_t indexOf(std::uint64_t ts_ns) const {
    const double near = static_cast<double>(ts_ns - begin_) * per_ns_;
    std::size_t i = std::min(static_cast<std::size_t>(near), buckets_.size() - 1);
    while (edges_[i] > ts_ns)
      --i;
    while (i + 1 < buckets_.size() && edges_[i + 1] <= ts_ns)
      ++i;
    return i;
  }

  // Where slice `i` begins.
  [[nodiscard]] std::uint64_t edge(std::size_t i) const { return edges_[i]; }

  std::uint64_t begin_, end_;
  std::vector<TimeBucket> buckets_;
  // Slot 0: before all slices. The last event of each slot, and how many were alive after it.
  std::vector<EventSeq> alive_seq_;
  std::vector<std::uint64_t> alive_;
  double per_ns_;                     // slices
  std::vector<std::uint64_t> edges_;  // of all slices, and the end
};

std::uint64_t aliveBefore(const ChunkDirectory& directory, std::size_t chunk) {
  return chunk == 0 ? 0 : directory.entry(chunk - 1).alive;
}

// Outermost callbacks, followed from chunk to chunk.
class BusyTime {
 public:
  explicit BusyTime(Slices& slices) : slices_(slices) {}

  // What was open before and is not in the key frame was lost where the last chunk ended.
  void enter(const RunStacks& frame, std::uint64_t last_chunk_ns) {
    for (const auto& [context, stack] : stacks_.all()) {
      if (stack.empty()) continue;
      const auto now = frame.all().find(context);
      if (now == frame.all().end() || now->second.empty()) {
        slices_.addBusy(stack.front().before_ns, last_chunk_ns);
      }
    }
    stacks_ = frame;
  }

  void step(const Event& event, EventSeq seq) {
    if (event.kind == EventKind::Before) stacks_.begin(event, seq);
    if (event.kind != EventKind::After) return;
    stacks_.end(event, seq, [this](const Run& run) {
      if (run.depth == 0) slices_.addBusy(run.before_ns, run.after_ns);
    });
  }

  void finish(std::uint64_t until_ns) {
    for (const auto& [context, stack] : stacks_.all()) {
      if (!stack.empty()) slices_.addBusy(stack.front().before_ns, until_ns);
    }
  }

 private:
  Slices& slices_;
  RunStacks stacks_;
};

void decodeInto(Slices& slices, ChunkReader& chunks, std::size_t first, std::size_t end) {
  const ChunkDirectory& directory = chunks.directory();
  BusyTime busy(slices);
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
  // Some samples a slice are enough.
  const std::size_t samples = (end - first) * (kMaxChunkEvents / kEventsPerSample);
  const std::size_t at_once =
      std::max<std::size_t>(1, samples / (slice_count * kSamplesPerSlice + 1));
  for (std::size_t number = first; number < end; ++number) {
    const ChunkEntry& entry = directory.entry(number);
    const std::uint64_t from =
        number == 0 ? entry.min_ns : std::max(directory.timeBefore(number), entry.min_ns);
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
  const std::size_t first = std::min(directory.firstReaching(begin_ns), directory.size() - 1);
  const std::size_t end = std::max(directory.endBefore(end_ns), first + 1);
  if (first > 0 && begin_ns > 0) {
    slices.setAlive(begin_ns - 1, directory.lastSeq(first - 1), aliveBefore(directory, first));
  }
  if (end - first <= kFewChunks) {
    decodeInto(slices, chunks, first, end);
  } else {
    spreadInto(slices, directory, end - first <= count ? &timeline : nullptr, first, end, count);
  }
  return std::move(slices).finish();
}

}  // namespace uvscope::storage
