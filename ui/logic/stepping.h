// Where a step of the cursor ends (docs/ui.md, "Stepping"). Exact: each answer is found by reading
// events, none is guessed; a search that would read more than kMostScanned events says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/session.h"
#include "ui/logic/view_state.h"

namespace uvscope::ui {

inline constexpr std::uint64_t kMostScanned = 2'000'000;

enum class Direction : std::uint8_t { Forward, Backward };

// What changes: any of the event, the selection and the range; else one sentence that says why not.
struct StepResult {
  storage::EventSeq seq = storage::kNoSeq;
  std::optional<core::ResourceKey> select;
  std::string message;
  std::optional<TimeRange> range = std::nullopt;
  bool offers_wrap = false;  // the message says that the same step again goes round

  [[nodiscard]] bool found() const { return seq != storage::kNoSeq; }
};

// The next event of `key`. Where there is none, `wrap` goes round to the first (the last); without
// it the message offers that.
StepResult stepOfResource(storage::Session& session, core::ResourceKey key,
                          storage::EventSeq cursor, Direction direction, bool wrap = false);

// Forward: the next init or before inside the callback that runs at the cursor; where none runs,
// the next callback of the cursor's context. Backward: the last init or before inside the callback
// whose after is at the cursor or that runs there.
StepResult stepInto(storage::Session& session, storage::EventSeq cursor, Direction direction);

// On a before: its after. Elsewhere: the next event of the same context. Backward, on an after: its
// before.
StepResult stepOver(storage::Session& session, storage::EventSeq cursor, Direction direction);

// The after (backward: the before) of the callback that runs at the cursor.
StepResult stepOut(storage::Session& session, storage::EventSeq cursor, Direction direction);

}  // namespace uvscope::ui
