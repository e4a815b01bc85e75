#include "storage/run_percentile.h"

#include <algorithm>
#include <vector>

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;

constexpr std::uint64_t kEventsAtOnce = 4096;

std::uint64_t rankOf(std::uint64_t runs, std::uint32_t permille) {
  return runs / 1000 * permille + (runs % 1000 * permille + 999) / 1000;
}

// How many callbacks took less than, and how many at most, the ends of a range.
class RunCounter {
 public:
  RunCounter(core::ResourceKey key, const core::FilterRange& range) : key_(key), range_(range) {}

  void take(const Event& event) {
    if (event.id != key_.id || event.context != key_.context) return;
    if (event.kind == EventKind::Before) {
      begun_.push_back(event.ts_ns);
    } else if (event.kind == EventKind::After && !begun_.empty()) {
      add(event.ts_ns - std::min(event.ts_ns, begun_.back()), 1);
      begun_.pop_back();
    } else if (event.kind == EventKind::Repeat && event.value > 0) {
      const auto times = static_cast<std::uint64_t>(event.value);
      add(event.execution.value / times, times);  // told as a sum: each counts as their mean
    }
  }

  [[nodiscard]] std::optional<bool> percentile(std::uint32_t permille) const {
    if (runs_ == 0) return std::nullopt;
    const std::uint64_t rank = rankOf(runs_, permille);
    return below_ < rank && up_to_ >= rank;
  }

 private:
  void add(std::uint64_t ns, std::uint64_t times) {
    const auto signed_ns = static_cast<std::int64_t>(std::min<std::uint64_t>(ns, 1ULL << 62U));
    runs_ += times;
    if (signed_ns < range_.low) below_ += times;
    if (signed_ns <= range_.high) up_to_ += times;
  }

  core::ResourceKey key_;
  core::FilterRange range_;
  std::vector<std::uint64_t> begun_;  // nested in itself: a callback that runs the loop
  std::uint64_t runs_ = 0, below_ = 0, up_to_ = 0;
};

// What sum and longest say; nothing if they leave it open.
std::optional<bool> decidedBySums(const ResourceRecord& resource, std::uint32_t permille,
                                  const core::FilterRange& range) {
  const std::uint64_t rank = rankOf(resource.runs, permille);
  if (rank == resource.runs) return range.contains(resource.max_run_ns);
  if (range.low <= 0) return std::nullopt;
  const auto low = static_cast<std::uint64_t>(range.low);
  if (resource.max_run_ns < low) return false;
  // From the one at that rank on, each would take at least `low`.
  if (resource.run_ns / low < resource.runs - rank + 1) return false;
  return std::nullopt;
}

}  // namespace

std::optional<bool> percentileIn(Session& session, const ResourceRecord& resource,
                                 std::uint32_t permille, const core::FilterRange& range,
                                 const std::stop_token& stop) {
  if (resource.runs == 0) return std::nullopt;
  if (const auto decided = decidedBySums(resource, permille, range)) return decided;
  RunCounter counter(resource.key, range);
  const EventSeq last = resource.destroyed() ? resource.destroy_seq : session.info().events;
  for (EventSeq first = std::max<EventSeq>(resource.init_seq, 1); first <= last;) {
    if (stop.stop_requested()) return std::nullopt;
    const auto page = session.events(first, std::min(kEventsAtOnce, last - first + 1));
    for (const Event& event : page)
      counter.take(event);
    first += std::max<std::size_t>(page.size(), 1);  // none: a part that cannot be read
  }
  return counter.percentile(permille);
}

}  // namespace uvscope::storage
