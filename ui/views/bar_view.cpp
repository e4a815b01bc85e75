#include "ui/views/bar_view.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kFigureGap = 18;
constexpr float kWordsFrom = 760;  // logical pixels of width from which buttons have words

float figureWidth(const FrameContext& context, std::string_view value, std::string_view name) {
  return textWidth(context.fonts.mono, value) + context.px(5) + textWidth(context.fonts.text, name);
}

// A number over its name would be loud; beside it, dim, is enough. Nothing where it does not fit: a
// number that is cut is another number.
float figure(const FrameContext& context, ImDrawList& list, float x, const Area& area,
             std::string_view value, std::string_view name, Rgba color) {
  const float width = figureWidth(context, value, name);
  if (x + width > area.max.x) return 0;
  const float start = x;
  x += textIn(list, context.fonts.mono, x, area.min.y, area.height(), color, value) + context.px(5);
  x += textIn(list, context.fonts.text, x, area.min.y, area.height(), context.theme.text_dim, name);
  return x - start + context.px(kFigureGap);
}

// The same for a word on a ground.
float pillThatFits(const FrameContext& context, ImDrawList& list, float x, const Area& area,
                   Rgba color, std::string_view text) {
  if (x + textWidth(context.fonts.small, text) + context.px(12) > area.max.x) return 0;
  return pill(context, list, {x, area.min.y}, area.height(), color, text);
}

// "connection callback"; the reason that has no better name is called so itself.
std::string callbackWords(core::CallbackReason reason) {
  const std::string name(callbackReasonName(reason));
  return name == "callback" ? name : name + " callback";
}

std::string_view counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

bool failed(const storage::SessionInfo& info) {
  return (info.term_signal && *info.term_signal > 0) || (info.exit_status && *info.exit_status > 0);
}

std::string endingOf(const storage::SessionInfo& info) {
  if (info.term_signal && *info.term_signal > 0) {
    const char* const name = sigabbrev_np(*info.term_signal);
    return name != nullptr ? fmt::format("ended by SIG{}", name)
                           : fmt::format("ended by signal {}", *info.term_signal);
  }
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
  if (area.width() < context.px(kWordsFrom)) {
    right -= context.px(kButton + 2);
    iconButton(context, commands, {right, button_y}, icon::kSearch, makeCommand("palette"));
  } else {
    right -= textWidth(context.fonts.text, find) + context.px(28);
    textButton(context, commands, {right, button_y}, "", find, makeCommand("palette"));
  }
  if (context.session != nullptr) {
    const float width = std::clamp(area.width() * 0.26F, context.px(130), context.px(360));
    const Area field{{right - context.px(8) - width, button_y},
                     {right - context.px(8), button_y + context.px(kButton)}};
    filter_.draw(context, commands, field);
    right = field.min.x;
  }
  free_until_ = right - context.px(8);
  if (context.session == nullptr) return;
  const Area room{area.min, {right - context.px(8), area.max.y}};
  x += textCut(list, context.fonts.strong, x, area.min.y, area.height(), room.max.x - x, theme.text,
               programName(context.session->info)) +
       context.px(8);
  const std::string file = fileName(context.session->info.path);
  if (textWidth(context.fonts.text, file) < (room.max.x - x) / 2) {
    x += textIn(list, context.fonts.text, x, area.min.y, area.height(), theme.text_faint, file) +
         context.px(16);
  }
  drawStatus(context, x, room);
}

void BarView::drawStatus(const FrameContext& context, float x, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const storage::SessionInfo& info = context.session->info;
  if (!info.damage.empty()) {
    const float width = pillThatFits(context, list, x, area, theme.danger,
                                     fmt::format("{} damaged", icon::kWarning));
    if (width > 0 && touch("damage", {{x, area.min.y}, {x + width, area.max.y}}).hovered)
      tooltip(context, "This file is damaged", info.damage);
    x += width + context.px(8);
  }
  if (info.finished) {
    x += pillThatFits(context, list, x, area, failed(info) ? theme.danger : theme.text_dim,
                      endingOf(info));
  } else if (context.source->growing()) {
    x += pillThatFits(context, list, x, area, theme.good, fmt::format("{} LIVE", icon::kRecord));
    x += context.px(8);
    const std::string rate = formatRate(context.source->eventsPerSecond(context.now));
    if (x + textWidth(context.fonts.mono, rate) < area.max.x) {
      x += textIn(list, context.fonts.mono, x, area.min.y, area.height(), theme.text_dim, rate);
    }
  } else {
    const float width = pillThatFits(context, list, x, area, theme.warning, "not finished");
    if (width > 0 && touch("unfinished", {{x, area.min.y}, {x + width, area.max.y}}).hovered)
      tooltip(context, "The recording did not come to its end", kWhyUnfinished);
    x += width;
  }
  x += context.px(16);
  if (info.dropped > 0)
    x += figure(context, list, x, area, formatCount(info.dropped), "lost", theme.danger);
  x += figure(context, list, x, area, formatCount(info.events),
              counted(info.events, "event", "events"), theme.text);
  x += figure(context, list, x, area, formatCount(info.resources),
              counted(info.resources, "resource", "resources"), theme.text);
  figure(context, list, x, area, formatCount(context.cursor.alive), "open here", theme.text);
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
  x = drawSteps(context, commands, x, button_y, area.max.x);
  float right = area.max.x - context.px(8);
  if (!context.session->info.finished) {
    const bool following = context.state.follow;
    const std::string label = following ? "Following" : "Held";
    const char* const glyph = following ? icon::kFollow : icon::kHold;
    const float whole = textWidth(context.fonts.text, fmt::format("{}  {}", glyph, label));
    const bool fits = x + whole + context.px(40) < right;
    right -= fits ? whole + context.px(20) : context.px(kButton);
    if (fits) {
      textButton(context, commands, {right, button_y}, glyph, label, makeCommand("toggle-follow"));
    } else {
      iconButton(context, commands, {right, button_y}, glyph, makeCommand("toggle-follow"));
    }
    right -= context.px(8);
  }
  const std::string moment = formatMoment(context.cursor.ns);
  x += context.px(10);
  if (x + textWidth(context.fonts.mono, moment) > right) return;
  x += textIn(list, context.fonts.mono, x, area.min.y, area.height(), theme.text, moment) +
       context.px(16);
  if (x < right - context.px(60)) {
    const Area rest{{x, area.min.y}, {right, area.max.y}};
    if (context.state.hunt) {
      drawHunt(context, commands, rest);
    } else {
      drawStack(context, commands, rest);
    }
  }
}

float TransportView::drawSteps(const FrameContext& context, CommandQueue& commands, float x,
                               float y, float right) {
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
  // Where there is little room, the words go first, then the total, then the words of buttons.
  const float buttons = context.px(3 * kButton + 26 + 4 * 30);
  const float numbers = 2 * room + textWidth(context.fonts.mono, " / ");
  const float word = textWidth(context.fonts.text, "event") + context.px(6);
  const bool with_word = x + word + numbers + buttons < right;
  const bool with_total = x + numbers + buttons < right;
  if (with_word) {
    textIn(list, context.fonts.text, x, y, context.px(kButton), context.theme.text_dim, "event");
    x += word;
  }
  textRight(list, context.fonts.mono, x + room, y, context.px(kButton), context.theme.text, number);
  x += room;
  if (with_total) {
    x += textIn(list, context.fonts.mono, x, y, context.px(kButton), context.theme.text_faint,
                " / " + total);
  }
  x += context.px(8);
  button(icon::kStep, "step");
  button(icon::kNextOf, "next-of-selection");
  button(icon::kLast, "last-event");
  x += context.px(10);
  const bool roomy = x + context.px(310) < right;
  const auto words = [&](const char* glyph, std::string_view label, std::string_view name) {
    x += roomy ? textButton(context, commands, {x, y}, glyph, label, makeCommand(name))
               : iconButton(context, commands, {x, y}, glyph, makeCommand(name));
    x += context.px(4);
  };
  words(icon::kInto, "Into", "into");
  words(icon::kOver, "Over", "over");
  words(icon::kOut, "Out", "out");
  words(icon::kRunTo, "Match", "run-to");
  return x;
}

void TransportView::drawHunt(const FrameContext& context, CommandQueue& commands,
                             const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Hunt& hunt = *context.state.hunt;
  float x = area.min.x;
  const float y = area.min.y + (area.height() - context.px(kButton)) / 2;
  x += textButton(context, commands, {x, y}, icon::kStop, "Stop", makeCommand("dismiss")) +
       context.px(10);
  textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
          context.theme.text,
          fmt::format("{} of {}, looking for {}", formatCount(hunt.reached),
                      formatCount(context.session->info.events), hunt.what));
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
  x += textIn(list, context.fonts.text, x, area.min.y, area.height(), theme.text_dim, "in the") +
       context.px(8);
  for (std::size_t i = 0; i < stack.size() && x < area.max.x - context.px(40); ++i) {
    if (i > 0) {
      x += context.px(6);
      x += textIn(list, context.fonts.text, x, area.min.y, area.height(), theme.text_faint,
                  icon::kClosed) +
           context.px(6);
    }
    const storage::Run& run = context.cursor.running[stack[i]];
    const std::string label =
        fmt::format("{} of {} {}", callbackWords(run.reason),
                    context.cursor.running_types[stack[i]], formatKey(run.key));
    const float width = textWidth(context.fonts.text, label);
    const Touch touched = touch(run.before_seq, {{x, area.min.y}, {x + width, area.max.y}});
    x += textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
                 touched.hovered ? theme.accent : theme.text, label);
    if (touched.hovered) context.hover.next = run.key;
    if (touched.clicked) commands.push("select", {run.key});
  }
}

}  // namespace uvscope::ui
