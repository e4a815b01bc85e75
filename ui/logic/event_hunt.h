// Stepping to a break condition: the nearest event before or after the cursor that a filter lets
// through (docs/ui.md, "Stepping"). It may be at the other end of the session, so it is looked for
// in slices that can be ended.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "core/analysis/filter.h"
#include "storage/event_filter.h"
#include "storage/session.h"
#include "ui/logic/stepping.h"

namespace uvscope::ui {

// Used on one thread, the session's.
class EventHunt {
 public:
  EventHunt(core::Filter condition, storage::EventSeq cursor, Direction direction);

  // Works for about kSlice. Nothing: it has to go on, and `reached` is how far it came. A match
  // selects its resource.
  std::optional<StepResult> slice(storage::Session& session, const std::stop_token& stop,
                                  storage::EventSeq& reached);

 private:
  storage::EventMatch look(const std::stop_token& stop);
  static StepResult at(storage::Session& session, storage::EventSeq seq);
  [[nodiscard]] StepResult nowhere() const;

  const core::Filter condition_;
  storage::EventSeq from_;
  const Direction direction_;
  storage::EventSeq made_for_ = storage::kNoSeq;
  std::unique_ptr<storage::EventFilter> filter_;  // made anew when the session has grown
};

}  // namespace uvscope::ui
