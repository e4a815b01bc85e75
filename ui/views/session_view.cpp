#include "ui/views/session_view.h"

#include <algorithm>

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
  drawn_tab_ = context.state.bottom_tab;
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
  const float logical_width = area.width() / context.scale;
  const float logical_height = area.height() / context.scale;
  if (left_ == 0) {  // the first frame knows how much room there is
    left_ = std::clamp(logical_width * 0.385F, 300.0F, 640.0F);
    right_ = std::clamp(logical_width * 0.23F, 280.0F, 420.0F);
    bottom_ = std::clamp(logical_height * 0.34F, 160.0F, 460.0F);
  }
  const float inspector_x = area.max.x - context.px(right_);
  const float tree_x = area.min.x + context.px(left_);
  const float bottom_y = area.max.y - context.px(bottom_);
  trees_.draw(context, commands, {area.min, {tree_x, bottom_y}});
  timeline_.draw(context, commands, {{tree_x + 1, area.min.y}, {inspector_x, bottom_y}});
  drawBottom(context, commands, {{area.min.x, bottom_y + 1}, {inspector_x, area.max.y}});
  inspector_.draw(context, commands, {{inspector_x + 1, area.min.y}, area.max});
  splitter(context, "split-left", {{tree_x, area.min.y}, {tree_x + 1, bottom_y}}, true, 1, left_,
           200, logical_width - right_ - 240);
  splitter(context, "split-right", {{inspector_x, area.min.y}, {inspector_x + 1, area.max.y}}, true,
           -1, right_, 220, logical_width - left_ - 240);
  splitter(context, "split-bottom", {{area.min.x, bottom_y}, {inspector_x, bottom_y + 1}}, false,
           -1, bottom_, 90, logical_height - 180);
}

void SessionView::drawBottom(const FrameContext& context, CommandQueue& commands,
                             const Area& area) {
  panel(context, area);
  const bool events = context.state.bottom_tab == BottomTab::Events;
  const std::string open = fmt::format("Open resources  {}", formatCount(context.cursor.alive));
  segments(context, commands, {area.min.x + context.px(6), area.min.y + context.px(5)},
           {{"Events", makeCommand("tab", {std::string("events")}), events},
            {open, makeCommand("tab", {std::string("leaks")}), !events}});
  const Area below{{area.min.x, area.min.y + context.px(kHeader)}, area.max};
  if (events) {
    events_.draw(context, commands, below);
  } else {
    leaks_.draw(context, commands, below);
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
         (tab == BottomTab::Events ? events_.settled() : leaks_.settled());
}

}  // namespace uvscope::ui
