#include "ui/views/filter_view.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kHelpWidth = 440;
constexpr std::array<std::pair<const char*, const char*>, 6> kExamples = {{
    {"type:TCP* alive>10s", "sockets that are open for so long"},
    {"state:waiting -type:TIMER*", "what waits, but for timers"},
    {"run.p95>20ms", "slow callbacks"},
    {"under:#42", "a resource and all that it led to"},
    {"finding:error", "what leaks"},
    {"127.0.0.1", "text in type, detail or creation site"},
}};

bool pressedEscape() {
  return ImGui::IsKeyPressed(ImGui::GetIO().KeyMap[ImGuiKey_Escape]);
}

}  // namespace

void FilterView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  take(context);
  drawField(context, commands, area);
  preview(context);
  if (active_) drawHelp(context, area);
}

void FilterView::mirror(const std::string& text) {
  typed_.fill('\0');
  text.copy(typed_.data(), typed_.size() - 1);
  mirrored_ = text;
}

void FilterView::take(const FrameContext& context) {
  const std::string& shown = context.state.filter.text;
  const bool other_session =
      std::exchange(session_seen_, context.session_number) != context.session_number;
  if (other_session) preview_.forget();
  if (other_session || shown != mirrored_) mirror(shown);
  if (std::exchange(edits_seen_, context.state.filter_edits) < context.state.filter_edits)
    focus_ = true;
  if (checked_ == typed_.data()) return;
  checked_ = typed_.data();
  problem_ = filterProblem(checked_);
}

void FilterView::drawField(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool on = !context.state.filter.empty();
  list.AddRectFilled(area.min, area.max, theme.raised, context.px(4));
  if (active_ || on) {
    list.AddRect(area.min, area.max, problem_ ? theme.danger : theme.accent, context.px(4));
  }
  const float x = area.min.x + context.px(9);
  textIn(list, context.fonts.text, x, area.min.y, area.height(), on ? theme.accent : theme.text_dim,
         icon::kFilter);
  const float left = x + context.px(20);
  const float right = drawEnd(context, commands, area);
  ImGui::SetCursorScreenPos({left, area.min.y + (area.height() - ImGui::GetFrameHeight()) / 2});
  ImGui::SetNextItemWidth(std::max(context.px(20), right - left));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0U);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, ImGui::GetStyle().FramePadding.y});
  if (std::exchange(focus_, false)) ImGui::SetKeyboardFocusHere();
  const bool entered = ImGui::InputTextWithHint("##filter", "Filter", typed_.data(), typed_.size(),
                                                ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
  const bool was_active = std::exchange(active_, ImGui::IsItemActive());
  if (!active_ && !was_active && ImGui::IsItemHovered())
    tooltip(context, "Show only what matches a filter", "filter FILTER    /");
  if (entered && filterProblem(typed_.data())) {
    focus_ = true;  // there is something to mend
  } else if (entered) {
    mirrored_ = typed_.data();  // it will be so: until then nothing is to be mirrored
    commands.push("filter", {std::string(typed_.data())});
  } else if (was_active && !active_ && pressedEscape()) {
    mirror(context.state.filter.text);
  }
}

// Hits and the way back at the right; returns where they begin.
float FilterView::drawEnd(const FrameContext& context, CommandQueue& commands, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  float right = area.max.x - context.px(4);
  if (context.state.filter.empty()) {
    if (active_) return right;
    return right - context.px(6) -
           textRight(list, context.fonts.mono, right - context.px(6), area.min.y, area.height(),
                     theme.text_faint, "/");
  }
  right -= context.px(kButton);
  iconButton(context, commands, {right, area.min.y + (area.height() - context.px(kButton)) / 2},
             icon::kClear, makeCommand("filter"));
  const FilterMatches* const matches = context.filtering.matches.get();
  const bool of_events = isOfEvents(context.state.filter);
  if (matches == nullptr && !of_events) return right;
  const std::string hits = of_events ? std::string("of events") : hitsOf(*matches);
  const float width = textWidth(context.fonts.small, hits);
  if (width > area.width() * 0.45F) return right;
  textRight(list, context.fonts.small, right - context.px(2), area.min.y, area.height(),
            theme.text_dim, hits);
  return right - width - context.px(8);
}

void FilterView::preview(const FrameContext& context) {
  const bool wanted = active_ && !problem_ && !checked_.empty() &&
                      checked_ != context.state.filter.text && context.source != nullptr;
  of_events_ = false;
  if (!wanted) return preview_.stop();
  auto filter = core::parseFilter(checked_);
  of_events_ = filter && isOfEvents(*filter);
  if (!filter || filter->empty() || of_events_) return preview_.stop();
  const FilterKey key{checked_, dependsOnMoment(*filter) ? context.state.cursor : kAtEnd};
  context.source->search<FilterKey, FilterMatches>(
      preview_, key, context.session->generation,
      [&](storage::Session& session) { return matchSlices(session, *std::move(filter), key.at); });
}

std::string FilterView::previewText(const FrameContext& context) const {
  if (checked_.empty() && context.state.filter.empty())
    return "Show only what matches, for instance";
  if (checked_ == context.state.filter.text) return "This is what is shown.";
  if (checked_.empty()) return "Enter shows everything again.";
  if (of_events_)
    return "Enter shows the events that match. It asks what only events can answer, "
           "so trees, timeline and open resources show everything.";
  const auto matches = preview_.answer();
  const auto& of = preview_.answerKey();
  if (matches == nullptr || !of || of->text != checked_) return "Enter shows what matches.";
  std::string out = fmt::format("Enter shows {} resources.", hitsOf(*matches));
  for (const std::string& note : matches->notes)
    out += " Note: " + note + ".";
  return out;
}

void FilterView::drawHelp(const FrameContext& context, const Area& field) {
  const Theme& theme = context.theme;
  const float width =
      std::min(context.px(kHelpWidth), ImGui::GetIO().DisplaySize.x - context.px(16));
  const float margin = context.px(12);
  const float row = context.px(kRow);
  const std::string text = problem_ ? problem_->message : previewText(context);
  const bool examples = checked_.empty();
  const float words = textHeight(context.fonts.text, text, width - 2 * margin);
  const float listed = examples ? row * static_cast<float>(kExamples.size()) + context.px(6) : 0;
  const float height = margin + (problem_ ? row : 0) + words + listed + margin;
  const float x = std::max(context.px(8), std::min(field.min.x, field.max.x - width));
  const ImVec2 at{x, field.max.y + context.px(6)};
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize({width, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, context.px(6));
  ImGui::Begin("filter-help", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::PopStyleVar(3);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float y = at.y + margin;
  if (problem_) {
    const ImFont* const mono = context.fonts.mono;
    float part = at.x + margin;
    part += textIn(list, mono, part, y, row, theme.text_dim, problem_->before);
    const float fault = problem_->at.empty() ? textWidth(mono, "m") : textWidth(mono, problem_->at);
    textIn(list, mono, part, y, row, theme.danger, problem_->at);
    list.AddRectFilled({part, y + row - context.px(3)}, {part + fault, y + row - context.px(1)},
                       theme.danger);
    textCut(list, mono, part + fault, y, row, at.x + width - margin - part - fault, theme.text_dim,
            problem_->after);
    y += row;
  }
  y += textWrapped(list, context.fonts.text, {at.x + margin, y}, width - 2 * margin,
                   problem_ ? theme.danger : theme.text_dim, text);
  if (examples) y += context.px(6);
  for (std::size_t i = 0; examples && i < kExamples.size(); ++i) {
    textIn(list, context.fonts.mono, at.x + margin, y, row, theme.text, kExamples.at(i).first);
    textCut(list, context.fonts.small, at.x + width * 0.55F, y, row, width * 0.45F - margin,
            theme.text_faint, kExamples.at(i).second);
    y += row;
  }
  ImGui::End();
}

}  // namespace uvscope::ui
