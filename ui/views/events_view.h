// The event list. It scrolls by event numbers, not by pixels: a session may have more events than a
// float has exact pixels.
#pragma once

#include <vector>

#include "ui/logic/event_rows.h"
#include "ui/logic/query.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class EventsView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return rows_.current(); }

 private:
  struct Key {
    std::uint64_t generation;  // 0 where all rows asked for exist: then growth changes nothing
    storage::EventSeq first;
    std::uint64_t count;
    friend bool operator==(const Key&, const Key&) = default;
  };

  using Rows = std::vector<EventRow>;

  const Rows* ask(const FrameContext& context, std::uint64_t visible);
  void followCursor(const FrameContext& context, std::uint64_t visible);
  void scroll(const FrameContext& context, const Area& area, std::uint64_t visible);
  void scrollbar(const FrameContext& context, const Area& area, std::uint64_t visible);
  void drawRow(const FrameContext& context, CommandQueue& commands, const EventRow& row,
               const Area& area);
  void drawText(const FrameContext& context, ImDrawList& list, const EventRow& row,
                const Area& area, bool later);
  void drawEmpty(const FrameContext& context, const Area& area);

  Query<Key, Rows> rows_;
  storage::EventSeq top_ = 1;  // the first one shown
  storage::EventSeq shown_cursor_ = storage::kNoSeq;
  double wheel_rest_ = 0;
};

}  // namespace uvscope::ui
