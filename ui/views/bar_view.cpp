#include "ui/views/bar_view.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

// A number over its name would be loud; beside it, dim, is enough.
float figure(const FrameContext& context, ImDrawList& list, float x, const Area& area,
             std::string_view value, std::string_view name, Rgba color) {
  const float start = x;
  x += textIn(list, context.fonts.mono, x, area.min.y, area.height(), color, value) + context.px(5);
  x += textIn(list, context.fonts.text, x, area.min.y, area.height(), context.theme.text_dim, name);
  return x - start + context.px(18);
}

std::string endingOf(const storage::SessionInfo& info) {
  if (info.term_signal && *info.term_signal > 0)
    return fmt::format("killed by signal {}", *info.term_signal);
  if (info.exit_status && *info.exit_status >= 0) return fmt::format("exit {}", *info.exit_status);
  return "finished";
}

}  // namespace

void BarView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const float button_y = area.min.y + (area.height() - context.px(kButton)) / 2;
  float x = area.min.x + context.px(8);
  x +=
      iconButton(context, commands, {x, button_y}, icon::kHome,
                 makeCommand("view", {std::string("start")}), context.state.view == ViewId::Start) +
      context.px(8);
  x += textIn(list, context.fonts.strong, x, area.min.y, area.height(), theme.text, "uvscope") +
       context.px(16);
  float right = area.max.x - context.px(8) - context.px(kButton);
  iconButton(context, commands, {right, button_y}, icon::kKeyboard, makeCommand("keys"),
             context.state.keys_open);
  right -= context.px(kButton + 2);
  iconButton(context, commands, {right, button_y},
             context.state.theme == ThemeKind::Dark ? icon::kSun : icon::kMoon,
             makeCommand("toggle-theme"));
  const std::string find = fmt::format("{}  Go to…   Ctrl+P", icon::kSearch);
  const float find_width = textWidth(context.fonts.text, find) + context.px(20);
  right -= find_width + context.px(8);
  textButton(context, commands, {right, button_y}, "", find, makeCommand("palette"));
  if (context.session == nullptr) return;
  list.PushClipRect(area.min, {right - context.px(8), area.max.y}, true);
  x += textIn(list, context.fonts.strong, x, area.min.y, area.height(), theme.text,
              programName(context.session->info)) +
       context.px(8);
  const std::string file = fileName(context.session->info.path);
  x += textIn(list, context.fonts.text, x, area.min.y, area.height(), theme.text_faint, file) +
       context.px(16);
  drawStatus(context, x, area);
  list.PopClipRect();
}

float BarView::drawStatus(const FrameContext& context, float x, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const storage::SessionInfo& info = context.session->info;
  const auto quiet = context.source->quietFor(context.now);
  if (info.finished) {
    x += pill(context, list, {x, area.min.y}, area.height(), theme.text_dim, endingOf(info));
  } else if (context.source->growing(context.now)) {
    x += pill(context, list, {x, area.min.y}, area.height(), theme.good,
              fmt::format("{} LIVE", icon::kRecord));
    x += context.px(8);
    x += textIn(list, context.fonts.mono, x, area.min.y, area.height(), theme.text_dim,
                formatRate(context.source->eventsPerSecond()));
  } else {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(quiet).count();
    x += pill(context, list, {x, area.min.y}, area.height(), theme.warning,
              seconds < 2 ? std::string("unfinished")
                          : fmt::format("unfinished, quiet for {} s", seconds));
  }
  x += context.px(16);
  x += figure(context, list, x, area, formatCount(info.events),
              info.events == 1 ? "event" : "events", theme.text);
  x += figure(context, list, x, area, formatCount(info.resources),
              info.resources == 1 ? "resource" : "resources", theme.text);
  x += figure(context, list, x, area, formatCount(context.cursor.alive), "open here", theme.text);
  if (info.dropped > 0)
    x += figure(context, list, x, area, formatCount(info.dropped), "lost", theme.danger);
  if (!info.damage.empty()) {
    x += pill(context, list, {x, area.min.y}, area.height(), theme.danger,
              fmt::format("{} {}", icon::kWarning, info.damage));
  }
  return x;
}

void TransportView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const float button_y = area.min.y + (area.height() - context.px(kButton)) / 2;
  float x = area.min.x + context.px(8);
  x += iconButton(context, commands, {x, button_y}, icon::kBack, makeCommand("back"));
  x += iconButton(context, commands, {x, button_y}, icon::kForward, makeCommand("forward")) +
       context.px(10);
  x = drawSteps(context, commands, x, button_y);
  const std::string moment = formatMoment(context.cursor.ns);
  x += context.px(10);
  x += textIn(list, context.fonts.mono, x, area.min.y, area.height(), theme.text, moment) +
       context.px(16);
  float right = area.max.x - context.px(8);
  if (!context.session->info.finished) {
    const bool following = context.state.follow;
    const std::string label = following ? "Following" : "Held";
    right -=
        textWidth(context.fonts.text, std::string(icon::kFollow) + "  " + label) + context.px(20);
    textButton(context, commands, {right, button_y}, following ? icon::kFollow : icon::kHold, label,
               makeCommand("toggle-follow"));
  }
  drawStack(context, commands, {{x, area.min.y}, {right - context.px(8), area.max.y}});
}

float TransportView::drawSteps(const FrameContext& context, CommandQueue& commands, float x,
                               float y) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto button = [&](const char* glyph, std::string_view name) {
    x += iconButton(context, commands, {x, y}, glyph, makeCommand(name));
  };
  button(icon::kFirst, "first-event");
  button(icon::kPreviousOf, "previous-of-selection");
  button(icon::kStepBack, "step-back");
  const std::string total = formatCount(context.session->info.events);
  const std::string number = formatCount(context.state.cursor);
  const float room = textWidth(context.fonts.mono, total);
  x += context.px(8);
  x +=
      textIn(list, context.fonts.text, x, y, context.px(kButton), context.theme.text_dim, "event") +
      context.px(6);
  textRight(list, context.fonts.mono, x + room, y, context.px(kButton), context.theme.text, number);
  x += room;
  x += textIn(list, context.fonts.mono, x, y, context.px(kButton), context.theme.text_faint,
              " / " + total) +
       context.px(8);
  button(icon::kStep, "step");
  button(icon::kNextOf, "next-of-selection");
  button(icon::kLast, "last-event");
  x += context.px(10);
  const auto words = [&](const char* glyph, std::string_view label, std::string_view name) {
    x += textButton(context, commands, {x, y}, glyph, label, makeCommand(name)) + context.px(4);
  };
  words(icon::kInto, "Into", "into");
  words(icon::kOver, "Over", "over");
  words(icon::kOut, "Out", "out");
  return x;
}

// What runs at the cursor, outermost first.
void TransportView::drawStack(const FrameContext& context, CommandQueue& commands,
                              const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  std::vector<std::size_t> stack;
  for (std::size_t i = 0; i < context.cursor.running.size(); ++i) {
    if (context.cursor.running[i].key.context == context.cursor.context) stack.push_back(i);
  }
  float x = area.min.x;
  if (stack.empty()) {
    const char* const text =
        context.state.cursor == 0 ? "before the first event" : "no callback runs";
    textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
            theme.text_faint, text);
    return;
  }
  x += textIn(list, context.fonts.text, x, area.min.y, area.height(), theme.text_dim, "in") +
       context.px(8);
  for (std::size_t i = 0; i < stack.size() && x < area.max.x - context.px(40); ++i) {
    if (i > 0) {
      x += context.px(6);
      x += textIn(list, context.fonts.text, x, area.min.y, area.height(), theme.text_faint,
                  icon::kClosed) +
           context.px(6);
    }
    const storage::Run& run = context.cursor.running[stack[i]];
    const std::string label = fmt::format("{} {} {}", context.cursor.running_types[stack[i]],
                                          formatKey(run.key), callbackReasonName(run.reason));
    const float width = textWidth(context.fonts.text, label);
    const Touch touched = touch(run.before_seq, {{x, area.min.y}, {x + width, area.max.y}});
    x += textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
                 touched.hovered ? theme.accent : theme.text, label);
    if (touched.hovered) context.hover.next = run.key;
    if (touched.clicked) commands.push("select", {run.key});
  }
}

}  // namespace uvscope::ui
