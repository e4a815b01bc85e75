// The filter field: what is typed is checked and counted at once, and shown by all views on Enter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "core/analysis/filter.h"
#include "ui/logic/filter_text.h"
#include "ui/logic/filtering.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class FilterView : public View {
 public:
  // `area` is that of the field; below it a person who types is told more.
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return preview_.complete(); }

 private:
  void take(const FrameContext& context);
  void mirror(const std::string& text);
  void drawField(const FrameContext& context, CommandQueue& commands, const Area& area);
  float drawEnd(const FrameContext& context, CommandQueue& commands, const Area& area);
  void drawHelp(const FrameContext& context, const Area& field);
  void preview(const FrameContext& context);
  [[nodiscard]] std::string previewText(const FrameContext& context) const;

  std::array<char, core::kMaxFilterBytes + 2> typed_{};  // one more than is allowed, to say so
  std::string mirrored_;                                 // the filter that typed_ began with
  std::string checked_;
  std::optional<FilterProblem> problem_;  // of checked_
  Search<FilterKey, FilterMatches> preview_;
  std::uint64_t edits_seen_ = 0;
  std::uint64_t session_seen_ = 0;
  bool of_events_ = false;  // what is typed asks of events alone
  bool active_ = false, focus_ = false;
};

}  // namespace uvscope::ui
