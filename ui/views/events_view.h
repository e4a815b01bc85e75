// The event list. It scrolls by event numbers, not by pixels: a session may have more events than a
// float has exact pixels.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ui/logic/event_matches.h"
#include "ui/logic/event_rows.h"
#include "ui/logic/query.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class EventsView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override {
    return filtered_ ? matches_.complete() : rows_.current();
  }

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
  // By the wheel: rows, of which fractions are kept for later.
  std::int64_t wheelRows(const FrameContext& context, const Area& area);
  // Where a person drags it to; nothing while nobody does.
  static std::optional<storage::EventSeq> scrollbar(const FrameContext& context, const Area& area,
                                                    std::uint64_t visible, storage::EventSeq top);
  void drawRow(const FrameContext& context, CommandQueue& commands, const EventRow& row,
               const Area& area);
  void drawText(const FrameContext& context, ImDrawList& list, const EventRow& row,
                const Area& area, bool later);
  void drawEmpty(const FrameContext& context, const Area& area);

  // With a filter, the list is of its matches: where it stands is still an event number, and the
  // rows around that are looked for.
  void drawMatches(const FrameContext& context, CommandQueue& commands, const Area& area);
  std::shared_ptr<const EventPage> askMatches(const FrameContext& context, std::uint64_t visible);
  // The first row on the screen.
  std::size_t firstShown(const EventPage& page, std::uint64_t visible);
  void moveMatches(const EventPage& page, std::size_t first, std::uint64_t visible);

  Query<Key, Rows> rows_;
  Search<EventPageKey, EventPage> matches_;
  bool filtered_ = false;
  std::optional<EventPageKey> asked_;
  std::uint64_t lead_ = 0;     // matches wanted above `top_`, as far as there are any
  storage::EventSeq top_ = 1;  // the first one shown
  storage::EventSeq shown_cursor_ = storage::kNoSeq;
  double wheel_rest_ = 0;
};

}  // namespace uvscope::ui
