#include "ui/views/session_view.h"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kTransport = 38;

}  // namespace

void SessionView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  drawn_view_ = context.state.view;
  const float transport = area.min.y + context.px(kTransport);
  transport_.draw(context, commands, {area.min, {area.max.x, transport}});
  const Area below{{area.min.x, transport + 1}, area.max};
  if (context.state.view == ViewId::Session) {
    drawAll(context, commands, below);
  } else {
    drawOne(context, commands, below);
  }
}

void SessionView::drawAll(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const float width = area.width() / context.scale;
  const float height = area.height() / context.scale;
  const SessionLayout layout = layoutOf(width, height, splits_);
  const float inspector_x = layout.inspector() ? area.max.x - context.px(layout.right) : area.max.x;
  const float tree_x = layout.timeline ? area.min.x + context.px(layout.left) : area.max.x;
  const float bottom_y = layout.bottom > 0 ? area.max.y - context.px(layout.bottom) : area.max.y;
  trees_.draw(context, commands, {area.min, {tree_x, bottom_y}});
  if (layout.timeline)
    timeline_.draw(context, commands, {{tree_x + 1, area.min.y}, {inspector_x, bottom_y}});
  drawn_tab_ = context.state.bottom_tab;
  if (layout.inspector() && drawn_tab_ == BottomTab::Inspector) drawn_tab_ = BottomTab::Events;
  if (layout.bottom > 0) {
    drawBottom(context, commands, {{area.min.x, bottom_y + 1}, {inspector_x, area.max.y}}, layout);
  }
  if (layout.inspector())
    inspector_.draw(context, commands, {{inspector_x + 1, area.min.y}, area.max});
  const auto split = [&](const char* id, const Area& at, bool vertical, float sign, float value,
                         std::optional<float>& dragged, float low, float high) {
    const float before = value;
    splitter(context, id, at, vertical, sign, value, low, high);
    if (value != before) dragged = value;
  };
  if (layout.timeline) {
    split("split-left", {{tree_x, area.min.y}, {tree_x + 1, bottom_y}}, true, 1, layout.left,
          splits_.left, kLeastLeft, width - layout.right - kLeastTimeline);
  }
  if (layout.inspector()) {
    split("split-right", {{inspector_x, area.min.y}, {inspector_x + 1, area.max.y}}, true, -1,
          layout.right, splits_.right, kLeastRight, width - layout.left - kLeastTimeline);
  }
  if (layout.bottom > 0) {
    split("split-bottom", {{area.min.x, bottom_y}, {inspector_x, bottom_y + 1}}, false, -1,
          layout.bottom, splits_.bottom, kLeastBottom, height - kLeastTop);
  }
}

void SessionView::drawBottom(const FrameContext& context, CommandQueue& commands, const Area& area,
                             const SessionLayout& layout) {
  panel(context, area);
  const std::string open = fmt::format("Open resources  {}", formatCount(context.cursor.alive));
  const auto choice = [this](std::string label, const char* name, BottomTab which) {
    return Segment{std::move(label), makeCommand("tab", {std::string(name)}), drawn_tab_ == which};
  };
  std::vector<Segment> tabs = {choice("Events", "events", BottomTab::Events),
                               choice(open, "leaks", BottomTab::Leaks)};
  if (!layout.inspector()) tabs.push_back(choice("Inspector", "inspector", BottomTab::Inspector));
  segments(context, commands, {area.min.x + context.px(6), area.min.y + context.px(5)}, tabs);
  const Area below{{area.min.x, area.min.y + context.px(kHeader)}, area.max};
  switch (drawn_tab_) {
    case BottomTab::Events:
      return events_.draw(context, commands, below);
    case BottomTab::Leaks:
      return leaks_.draw(context, commands, below);
    case BottomTab::Inspector:
      return inspector_.draw(context, commands, below);
  }
}

void SessionView::drawOne(const FrameContext& context, CommandQueue& commands, const Area& area) {
  switch (context.state.view) {
    case ViewId::Trees:
      return trees_.draw(context, commands, area);
    case ViewId::Timeline:
      return timeline_.draw(context, commands, area);
    case ViewId::Inspector:
      return inspector_.draw(context, commands, area);
    case ViewId::Events:
      panel(context, area);
      return events_.draw(context, commands, area);
    case ViewId::Leaks:
      panel(context, area);
      return leaks_.draw(context, commands, area);
    case ViewId::Start:
    case ViewId::Session:
      return;
  }
}

bool SessionView::settled() const {
  return settledIn(drawn_view_, drawn_tab_);
}

bool SessionView::settledIn(ViewId view, BottomTab tab) const {
  switch (view) {
    case ViewId::Start:
      return true;
    case ViewId::Trees:
      return trees_.settled();
    case ViewId::Timeline:
      return timeline_.settled();
    case ViewId::Inspector:
      return inspector_.settled();
    case ViewId::Events:
      return events_.settled();
    case ViewId::Leaks:
      return leaks_.settled();
    case ViewId::Session:
      break;
  }
  return trees_.settled() && timeline_.settled() && inspector_.settled() &&
         (tab == BottomTab::Leaks ? leaks_.settled() : events_.settled());
}

}  // namespace uvscope::ui
