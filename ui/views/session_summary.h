// What there is to say of a session as a whole: shown where nothing is selected.
#pragma once

#include <vector>

#include "ui/commands.h"
#include "ui/frame_context.h"
#include "ui/logic/query.h"

namespace uvscope::ui {

class SessionSummary {
 public:
  // Within the current window, from its cursor down.
  void draw(const FrameContext& context, CommandQueue& commands);

  [[nodiscard]] bool settled() const { return alive_.current() && curves_.current(); }

 private:
  struct Moment {
    std::uint64_t generation = 0;
    storage::EventSeq cursor = storage::kNoSeq;
    friend bool operator==(const Moment&, const Moment&) = default;
  };

  void ask(const FrameContext& context);

  Query<Moment, std::vector<storage::TypeAlive>> alive_;          // at the cursor
  Query<std::uint64_t, std::vector<storage::TypeCurve>> curves_;  // of the whole run
};

}  // namespace uvscope::ui
