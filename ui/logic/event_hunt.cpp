#include "ui/logic/event_hunt.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "ui/logic/filtering.h"
#include "ui/logic/search.h"

namespace uvscope::ui {
namespace {

using storage::EventSeq;
using storage::kNoSeq;

}  // namespace

EventHunt::EventHunt(core::Filter condition, EventSeq cursor, Direction direction)
    : condition_(std::move(condition)), from_(cursor), direction_(direction) {}

std::optional<StepResult> EventHunt::slice(storage::Session& session, const std::stop_token& stop,
                                           EventSeq& reached) {
  const auto end = std::chrono::steady_clock::now() + kSlice;
  const EventSeq events = session.info().events;
  if (!filter_ || made_for_ != events) {
    made_for_ = events;
    filter_ =
        std::make_unique<storage::EventFilter>(session, condition_, findingsAt(session, events));
  }
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < end) {
    const storage::EventMatch found = look(stop);
    if (found.seq != kNoSeq) return at(session, found.seq);
    if (found.complete) return nowhere();
    reached = from_ = found.reached;
  }
  return std::nullopt;
}

storage::EventMatch EventHunt::look(const std::stop_token& stop) {
  const storage::FilterBudget budget{kEventsExamined, stop};
  return direction_ == Direction::Forward ? filter_->next(from_, budget)
                                          : filter_->previous(from_, budget);
}

StepResult EventHunt::at(storage::Session& session, EventSeq seq) {
  StepResult result{seq, std::nullopt, {}};
  for (const core::Event& event : session.events(seq, 1)) {
    if (!core::isSyntheticRoot(event.id)) result.select = {event.context, event.id};
  }
  return result;
}

StepResult EventHunt::nowhere() const {
  std::string message =
      fmt::format("No {} event matches “{}”",
                  direction_ == Direction::Forward ? "later" : "earlier", condition_.text);
  for (const std::string& note : filter_->notes())
    message += "; " + note;
  return {kNoSeq, std::nullopt, std::move(message)};
}

}  // namespace uvscope::ui
