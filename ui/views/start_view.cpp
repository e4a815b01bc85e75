#include "ui/views/start_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/wall_clock.h"
#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kContentWidth = 1080;
constexpr float kCardHeight = 132;
constexpr float kGap = 12;
constexpr std::size_t kMostCards = 9;

float heading(const FrameContext& context, float x, float y, std::string_view text) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  textIn(list, context.fonts.strong, x, y, context.px(kRow), context.theme.text, text);
  return y + context.px(kRow + 8);
}

// The resources alive over time as an area with a line on top.
void sparkline(const FrameContext& context, ImDrawList& list, const Area& area,
               const std::vector<std::uint64_t>& values) {
  if (values.size() < 2) return;
  const std::uint64_t most =
      std::max<std::uint64_t>(1, *std::max_element(values.begin(), values.end()));
  const float step = area.width() / static_cast<float>(values.size());
  float last = area.max.y;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float x = area.min.x + static_cast<float>(i) * step;
    const float y = area.max.y - 1 -
                    static_cast<float>(values[i]) / static_cast<float>(most) * (area.height() - 2);
    list.AddRectFilled({x, y}, {x + step, area.max.y}, faded(context.theme.text_faint, 25));
    list.AddRectFilled({x, std::min(y, last)}, {x + 1, std::max(y, last) + 1},
                       context.theme.text_dim);
    list.AddRectFilled({x, y}, {x + step, y + 1}, context.theme.text_dim);
    last = y;
  }
}

// A line in the fixed-width font on a raised ground, that is copied when pressed.
float commandLine(const FrameContext& context, CommandQueue& commands, float x, float y,
                  float width, const std::string& text) {
  const float height = context.px(28);
  const Area area{{x, y}, {x + width, y + height}};
  const Touch touched = touch(text.c_str(), area);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(area.min, area.max,
                     touched.hovered ? context.theme.selected : context.theme.raised,
                     context.px(4));
  textCut(list, context.fonts.mono, x + context.px(10), y, height, width - context.px(40),
          context.theme.text, text);
  textRight(list, context.fonts.small, x + width - context.px(10), y, height,
            touched.hovered ? context.theme.text : context.theme.text_faint, icon::kCopy);
  if (touched.hovered) tooltip(context, "Copy this command");
  if (touched.clicked) commands.push("copy", {text});
  return y + height + context.px(6);
}

float paragraph(const FrameContext& context, float x, float y, float width, std::string_view text) {
  return y + textWrapped(*ImGui::GetWindowDrawList(), context.fonts.text, {x, y}, width,
                         context.theme.text_dim, text);
}

}  // namespace

void StartView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  ImGui::SetCursorScreenPos(area.min);
  ImGui::BeginChild("start", {area.width(), area.height()}, false, ImGuiWindowFlags_NoBackground);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const float width = std::min(context.px(kContentWidth), area.width() - context.px(64));
  const float left = origin.x + static_cast<float>(static_cast<int>((area.width() - width) / 2));
  const float right = left + width;
  float y = drawWelcome(context, left, right, origin.y + context.px(36));
  y = drawRecent(context, commands, left, right, y + context.px(28));
  const float middle = left + (width - context.px(40)) / 2;
  y += context.px(28);
  const float how = drawHowTo(context, commands, left, middle, y);
  const float work = drawWorkloads(context, commands, middle + context.px(40), right, y);
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy({1, std::max(how, work) - origin.y + context.px(24)});
  ImGui::EndChild();
}

float StartView::drawWelcome(const FrameContext& context, float left, float right, float y) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float height = context.px(34);
  textIn(list, context.fonts.title, left, y, height, context.theme.text, "uvscope");
  y += height + context.px(2);
  y = paragraph(
      context, left, y, right - left,
      "See which asynchronous resources a libuv program has, why each exists, when it was "
      "made, and which were never destroyed.");
  const std::string& error = context.start.opening_error;
  if (error.empty()) return y;
  y += context.px(12);
  textIn(list, context.fonts.text, left, y, height, context.theme.danger, icon::kWarning);
  textCut(list, context.fonts.text, left + context.px(22), y, height, right - left - context.px(22),
          context.theme.text, error);
  return y + height;
}

float StartView::drawRecent(const FrameContext& context, CommandQueue& commands, float left,
                            float right, float y) {
  y = heading(context, left, y, "Recent sessions");
  const auto& recent = context.start.recent;
  if (recent.empty()) {
    return paragraph(
        context, left, y, right - left,
        context.start.loading
            ? "Reading…"
            : "None yet. Record a program as shown below, or drop a .uvscope file here; "
              "its session then appears in this place.");
  }
  const float gap = context.px(kGap);
  const int columns = right - left > context.px(700) ? 3 : 2;
  const float width =
      (right - left - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  const std::size_t shown = std::min(recent.size(), kMostCards);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto column = static_cast<float>(i % static_cast<std::size_t>(columns));
    const std::size_t row = i / static_cast<std::size_t>(columns);
    const auto line = static_cast<float>(row);
    const ImVec2 at{left + column * (width + gap), y + line * (context.px(kCardHeight) + gap)};
    drawCard(context, commands, recent[i], {at, {at.x + width, at.y + context.px(kCardHeight)}});
  }
  const std::size_t lines =
      (shown + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
  return y + static_cast<float>(lines) * (context.px(kCardHeight) + gap) - gap;
}

void StartView::drawCard(const FrameContext& context, CommandQueue& commands,
                         const RecentCard& card, const Area& area) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Touch touched = touch(card.path.c_str(), area);
  list.AddRectFilled(area.min, area.max, touched.hovered ? theme.selected : theme.raised,
                     context.px(6));
  if (touched.hovered) {
    tooltip(context, card.path, card.info.damage.empty() ? card.info.program : card.info.damage);
  }
  if (touched.clicked) commands.push("open", {card.path});
  const float x = area.min.x + context.px(14);
  const float right = area.max.x - context.px(14);
  const float row = context.px(20);
  float y = area.min.y + context.px(12);
  if (!card.problem.empty()) {
    textCut(list, context.fonts.strong, x, y, row, right - x, theme.text,
            card.name.empty() ? fileName(card.path) : card.name);
    textWrapped(list, context.fonts.small, {x, y + row + context.px(4)}, right - x, theme.danger,
                card.problem);
    return;
  }
  const std::string when = formatWhen(card.info.recorded_unix_ms, core::unixMs());
  const float when_width =
      textRight(list, context.fonts.small, right, y, row, theme.text_faint, when);
  textCut(list, context.fonts.strong, x, y, row, right - when_width - x - context.px(10),
          theme.text, card.name.empty() ? programName(card.info) : card.name);
  y += row;
  const std::string file = card.name.empty() ? fileName(card.path)
                                             : programName(card.info) + "   " + fileName(card.path);
  textCut(list, context.fonts.small, x, y, row, right - x, theme.text_dim, file);
  y += row + context.px(4);
  sparkline(context, list, {{x, y}, {right, y + context.px(26)}}, card.alive);
  y += context.px(26) + context.px(6);
  const std::string facts = fmt::format("{}   {}", formatDuration(card.info.duration_ns),
                                        formatPlural(card.info.events, "event"));
  textIn(list, context.fonts.small, x, y, row, theme.text_dim, facts);
  const bool damaged = !card.info.damage.empty();
  const std::string open = damaged                ? std::string("damaged")
                           : !card.info.finished  ? std::string("unfinished")
                           : card.info.alive == 0 ? std::string("none left open")
                                                  : formatCount(card.info.alive) + " left open";
  textRight(list, context.fonts.small, right, y, row,
            damaged || (card.info.alive > 0 && card.info.finished) ? theme.danger : theme.text_dim,
            open);
}

float StartView::drawHowTo(const FrameContext& context, CommandQueue& commands, float left,
                           float right, float y) {
  y = heading(context, left, y, "Record a program");
  const float width = right - left;
  y = paragraph(context, left, y, width,
                "1   Record any program that uses libuv; it needs no change.");
  y = commandLine(context, commands, left, y + context.px(8), width,
                  "uvscope record -o run.uvscope -- nvim file.txt");
  y = paragraph(context, left, y + context.px(8), width,
                "2   Watch while it runs, or open the file afterwards.");
  y = commandLine(context, commands, left, y + context.px(8), width, "uvscope view run.uvscope");
  return paragraph(context, left, y + context.px(8), width,
                   "3   Select a resource and press Y: why it exists. Press ? for all keys.");
}

float StartView::drawWorkloads(const FrameContext& context, CommandQueue& commands, float left,
                               float right, float y) {
  y = heading(context, left, y, "Or try a built-in workload");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const WorkloadEntry& workload : context.start.workloads) {
    const float row = context.px(22);
    const float height =
        row + textHeight(context.fonts.text, workload.sentence, right - left) + context.px(6);
    const Area area{{left - context.px(8), y - context.px(2)}, {right, y + height - context.px(2)}};
    const Touch touched = touch(workload.name.c_str(), area);
    if (touched.hovered) {
      list.AddRectFilled(area.min, area.max, context.theme.raised, context.px(4));
      tooltip(context, "Copy the command that records it");
    }
    if (touched.clicked) {
      commands.push("copy", {"uvscope record --workload " + workload.name});
    }
    textIn(list, context.fonts.mono, left, y, context.px(20), context.theme.text, workload.name);
    textWrapped(list, context.fonts.text, {left, y + row}, right - left, context.theme.text_dim,
                workload.sentence);
    y += height + context.px(4);
  }
  if (context.start.workloads.empty()) {
    return paragraph(context, left, y, right - left, "This build has none.");
  }
  return y;
}

}  // namespace uvscope::ui
