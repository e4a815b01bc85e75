#include "ui/logic/event_matches.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "storage/event_filter.h"
#include "ui/logic/filtering.h"

namespace uvscope::ui {
namespace {

using storage::EventSeq;
using Clock = std::chrono::steady_clock;

// Forwards from the place first: that is what the screen shows.
class PageFinder {
 public:
  PageFinder(storage::Session& session, core::Filter filter, EventPageKey key)
      : session_(session),
        wanted_(std::move(filter)),
        key_(std::move(key)),
        down_(key_.from - std::min<EventSeq>(key_.from, 1)),
        up_(key_.from) {}

  bool slice(EventPage& out, const std::stop_token& stop) {
    const Clock::time_point end = Clock::now() + kSlice;
    const EventSeq events = session_.info().events;
    if (!filter_ || made_for_ != events) {
      made_for_ = events;
      filter_.emplace(session_, wanted_, findingsAt(session_, events));
      out.notes = filter_->notes();
    }
    const storage::FilterBudget budget{kEventsExamined, stop};
    while (!downDone(out) && Clock::now() < end && !stop.stop_requested())
      findDown(out, budget);
    while (downDone(out) && !upDone(out) && Clock::now() < end && !stop.stop_requested())
      findUp(out, budget);
    return downDone(out) && upDone(out);
  }

 private:
  [[nodiscard]] bool downDone(const EventPage& out) const {
    return out.last || out.rows.size() - out.before >= key_.count;
  }

  [[nodiscard]] bool upDone(const EventPage& out) const {
    return out.first || out.before >= key_.count;
  }

  void findDown(EventPage& out, const storage::FilterBudget& budget) {
    const storage::EventMatch found = filter_->next(down_, budget);
    down_ = found.reached;
    if (found.seq != storage::kNoSeq) out.rows.push_back(eventRow(session_, found.seq));
    if (found.complete && found.seq == storage::kNoSeq) out.last = true;
  }

  void findUp(EventPage& out, const storage::FilterBudget& budget) {
    const storage::EventMatch found = filter_->previous(up_, budget);
    up_ = found.reached;
    if (found.seq != storage::kNoSeq) {
      out.rows.insert(out.rows.begin(), eventRow(session_, found.seq));
      ++out.before;
    }
    if (found.complete && found.seq == storage::kNoSeq) out.first = true;
  }

  storage::Session& session_;
  const core::Filter wanted_;
  const EventPageKey key_;
  EventSeq down_, up_;
  EventSeq made_for_ = storage::kNoSeq;
  std::optional<storage::EventFilter> filter_;
};

}  // namespace

Search<EventPageKey, EventPage>::Slice eventPageSlices(storage::Session& session,
                                                       core::Filter filter, EventPageKey key) {
  const auto finder = std::make_shared<PageFinder>(session, std::move(filter), std::move(key));
  return [finder](EventPage& out, const std::stop_token& stop) { return finder->slice(out, stop); };
}

EventRow eventRow(storage::Session& session, EventSeq seq) {
  auto rows = eventRows(session, seq, 1);
  return rows.empty() ? EventRow{} : std::move(rows.front());
}

}  // namespace uvscope::ui
