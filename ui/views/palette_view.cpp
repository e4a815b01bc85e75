#include "ui/views/palette_view.h"

#include <algorithm>

#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kWidth = 620;
constexpr std::size_t kShown = 10;
constexpr float kField = 40;
constexpr float kEntry = 28;

}  // namespace

void PaletteView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  if (!context.state.palette_open) {
    was_open_ = false;
    return;
  }
  if (!was_open_) {
    typed_.fill('\0');
    chosen_ = first_ = 0;
  }
  const auto entries = paletteEntries(typed_.data(), context.session != nullptr,
                                      context.state.selection.has_value());
  const float room = (area.height() - context.px(64 + kField + 18)) / context.px(kEntry);
  const std::size_t most =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(room, 1.0F)), 1, kShown);
  const std::size_t shown = std::min(entries.size(), most);
  const float width = std::min(context.px(kWidth), area.width() - context.px(40));
  const float height = context.px(kField + 10) +
                       context.px(kEntry) * static_cast<float>(std::max<std::size_t>(shown, 1));
  const ImVec2 at{area.min.x + static_cast<float>(static_cast<int>((area.width() - width) / 2)),
                  area.min.y + context.px(64)};
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize({width, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, context.px(8));
  ImGui::Begin(
      "palette", nullptr,
      ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar(3);
  if (!was_open_) ImGui::SetWindowFocus();
  drawField(context, commands, {at, {at.x + width, at.y + context.px(kField)}}, entries);
  chosen_ = std::min(chosen_, entries.empty() ? 0 : entries.size() - 1);
  first_ = std::clamp(first_, chosen_ + 1 > most ? chosen_ + 1 - most : 0, chosen_);
  for (std::size_t i = first_; i < std::min(entries.size(), first_ + most); ++i) {
    const float top =
        at.y + context.px(kField + 4) + context.px(kEntry) * static_cast<float>(i - first_);
    ImGui::PushID(static_cast<int>(i));
    if (drawEntry(
            context, entries[i],
            {{at.x + context.px(6), top}, {at.x + width - context.px(6), top + context.px(kEntry)}},
            i == chosen_)) {
      choose(commands, entries[i]);
    }
    ImGui::PopID();
  }
  if (entries.empty()) {
    textIn(*ImGui::GetWindowDrawList(), context.fonts.text, at.x + context.px(16),
           at.y + context.px(kField + 4), context.px(kEntry), context.theme.text_dim,
           "No command, resource, event or time is called so.");
  }
  const bool left = was_open_ && ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
                    !ImGui::IsMouseHoveringRect(at, {at.x + width, at.y + height}, false);
  if (left) commands.push("dismiss");
  was_open_ = true;
  ImGui::End();
}

void PaletteView::drawField(const FrameContext& context, CommandQueue& commands, const Area& area,
                            const std::vector<PaletteEntry>& entries) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  textIn(list, context.fonts.text, area.min.x + context.px(16), area.min.y, area.height(),
         context.theme.text_dim, icon::kSearch);
  list.AddRectFilled({area.min.x, area.max.y}, {area.max.x, area.max.y + 1}, context.theme.line);
  ImGui::SetCursorScreenPos(
      {area.min.x + context.px(38), area.min.y + (area.height() - ImGui::GetFrameHeight()) / 2});
  ImGui::SetNextItemWidth(area.width() - context.px(50));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0U);
  if (!was_open_ || caret_to_end_) ImGui::SetKeyboardFocusHere();
  caret_to_end_ = false;
  const bool entered = ImGui::InputTextWithHint(
      "##typed", "A command, a filter, a resource id, an event number or a time", typed_.data(),
      typed_.size(), ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopStyleColor();
  if (ImGui::IsItemEdited()) chosen_ = first_ = 0;
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsKeyPressed(io.KeyMap[ImGuiKey_DownArrow]) && chosen_ + 1 < entries.size()) ++chosen_;
  if (ImGui::IsKeyPressed(io.KeyMap[ImGuiKey_UpArrow]) && chosen_ > 0) --chosen_;
  if (ImGui::IsKeyPressed(io.KeyMap[ImGuiKey_Escape])) commands.push("dismiss");
  if (entered && chosen_ < entries.size()) choose(commands, entries[chosen_]);
}

bool PaletteView::drawEntry(const FrameContext& context, const PaletteEntry& entry,
                            const Area& area, bool chosen) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Touch touched = touch("entry", area);
  if (chosen || touched.hovered) {
    list.AddRectFilled(area.min, area.max, chosen ? context.theme.selected : context.theme.raised,
                       context.px(4));
  }
  float right = area.max.x - context.px(10);
  if (!entry.keys.empty()) {
    right -= textRight(list, context.fonts.mono, right, area.min.y, area.height(),
                       context.theme.text_dim, entry.keys) +
             context.px(14);
  }
  const float line_room = area.width() * 0.4F;
  const float line_width = std::min(line_room, textWidth(context.fonts.mono, entry.line));
  textCut(list, context.fonts.mono, right - line_width, area.min.y, area.height(), line_width + 1,
          context.theme.text_faint, entry.line);
  textCut(list, context.fonts.text, area.min.x + context.px(10), area.min.y, area.height(),
          right - line_width - area.min.x - context.px(24),
          entry.remark ? context.theme.danger : context.theme.text, entry.label);
  return touched.clicked;
}

void PaletteView::choose(CommandQueue& commands, const PaletteEntry& entry) {
  if (entry.remark) return;
  if (entry.complete) {
    commands.push("dismiss");
    if (auto parsed = parseCommands(entry.line)) {
      for (Command& command : *parsed)
        commands.push(std::move(command));
    }
    return;
  }
  // Its arguments are still to be typed.
  const std::string name = entry.line.substr(0, entry.line.find(' ')) + ' ';
  typed_.fill('\0');
  name.copy(typed_.data(), typed_.size() - 1);
  chosen_ = first_ = 0;
  caret_to_end_ = true;
}

}  // namespace uvscope::ui
