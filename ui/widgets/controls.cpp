#include "ui/widgets/controls.h"

#include <algorithm>

#include <fmt/format.h>

#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

Touch lastItem() {
  Touch out;
  out.hovered = ImGui::IsItemHovered();
  out.held = ImGui::IsItemActive();
  out.clicked = ImGui::IsItemClicked();
  out.double_clicked = out.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  return out;
}

void place(const Area& area) {
  ImGui::SetCursorScreenPos(area.min);
}

ImVec2 sizeOf(const Area& area) {
  return {std::max(1.0F, area.width()), std::max(1.0F, area.height())};
}

void commandTooltip(const FrameContext& context, const Command& command) {
  std::string keys(command.info->keys);
  std::replace(keys.begin(), keys.end(), ' ', '/');
  tooltip(
      context, command.info->help,
      keys.empty() ? writeCommand(command) : fmt::format("{}    {}", writeCommand(command), keys));
}

}  // namespace

Touch touch(const char* id, const Area& area) {
  place(area);
  ImGui::InvisibleButton(id, sizeOf(area));
  return lastItem();
}

Touch touch(std::uint64_t id, const Area& area) {
  // All 64 bits: as an int, ids of long sessions would collide.
  const auto* const bytes = reinterpret_cast<const char*>(&id);
  ImGui::PushID(bytes, bytes + sizeof(id));
  const Touch out = touch("row", area);
  ImGui::PopID();
  return out;
}

bool canRun(const FrameContext& context, const CommandInfo& info) {
  if (info.needs == CommandNeeds::Nothing) return true;
  if (context.session == nullptr) return false;
  return info.needs == CommandNeeds::Session || context.state.selection.has_value();
}

float iconButton(const FrameContext& context, CommandQueue& commands, ImVec2 at, const char* icon,
                 const Command& command, bool active) {
  const float side = context.px(kButton);
  const Area area{at, {at.x + side, at.y + side}};
  const std::string id = writeCommand(command) + icon;
  const Touch touched = touch(id.c_str(), area);
  const bool enabled = canRun(context, *command.info);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  if (enabled && (touched.hovered || active)) {
    list.AddRectFilled(area.min, area.max, touched.held ? theme.selected : theme.raised,
                       context.px(4));
  }
  const Rgba color = !enabled                    ? theme.text_faint
                     : touched.hovered || active ? theme.text
                                                 : theme.text_dim;
  const float width = textWidth(context.fonts.text, icon);
  textIn(list, context.fonts.text, at.x + (side - width) / 2, at.y, side,
         enabled ? color : faded(color, 50), icon);
  if (touched.hovered) commandTooltip(context, command);
  if (touched.clicked && enabled) commands.push(command);
  return side;
}

float textButton(const FrameContext& context, CommandQueue& commands, ImVec2 at, const char* icon,
                 std::string_view label, const Command& command, bool primary) {
  const Theme& theme = context.theme;
  const float height = context.px(kButton);
  const std::string text = *icon == '\0' ? std::string(label) : fmt::format("{}  {}", icon, label);
  const float width = textWidth(context.fonts.text, text) + context.px(20);
  const Area area{at, {at.x + width, at.y + height}};
  const std::string id = writeCommand(command) + std::string(label);
  const Touch touched = touch(id.c_str(), area);
  const bool enabled = canRun(context, *command.info);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Rgba ground = primary                      ? theme.accent
                      : touched.hovered && enabled ? theme.selected
                                                   : theme.raised;
  list.AddRectFilled(area.min, area.max, ground, context.px(4));
  const Rgba color = primary ? theme.on_accent : enabled ? theme.text : faded(theme.text_faint, 60);
  textIn(list, context.fonts.text, at.x + context.px(10), at.y, height, color, text);
  if (touched.hovered) commandTooltip(context, command);
  if (touched.clicked && enabled) commands.push(command);
  return width;
}

float segments(const FrameContext& context, CommandQueue& commands, ImVec2 at,
               const std::vector<Segment>& choices) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float height = context.px(kButton - 2);
  float x = at.x;
  for (const Segment& choice : choices) {
    const float width = textWidth(context.fonts.text, choice.label) + context.px(18);
    const Area area{{x, at.y}, {x + width, at.y + height}};
    const std::string id = writeCommand(choice.command);
    const Touch touched = touch(id.c_str(), area);
    if (choice.active) list.AddRectFilled(area.min, area.max, theme.raised, context.px(4));
    const Rgba color = choice.active || touched.hovered ? theme.text : theme.text_dim;
    textIn(list, choice.active ? context.fonts.strong : context.fonts.text, x + context.px(9), at.y,
           height, color, choice.label);
    if (touched.hovered) commandTooltip(context, choice.command);
    if (touched.clicked) commands.push(choice.command);
    x += width + context.px(2);
  }
  return x - at.x;
}

void splitter(const FrameContext& context, const char* id, const Area& area, bool vertical,
              float sign, float& value, float low, float high) {
  const float reach = context.px(3);
  const Area grip = vertical
                        ? Area{{area.min.x - reach, area.min.y}, {area.max.x + reach, area.max.y}}
                        : Area{{area.min.x, area.min.y - reach}, {area.max.x, area.max.y + reach}};
  const Touch touched = touch(id, grip);
  if (!touched.hovered && !touched.held) return;
  ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  ImGui::GetWindowDrawList()->AddRectFilled(area.min, area.max, context.theme.line_strong);
  if (touched.held) {
    const ImVec2 moved = ImGui::GetIO().MouseDelta;
    value += sign * (vertical ? moved.x : moved.y) / context.scale;
  }
  value = std::clamp(value, low, std::max(low, high));
}

float pill(const FrameContext& context, ImDrawList& list, ImVec2 at, float row_height, Rgba color,
           std::string_view icon_and_text) {
  const float height = context.px(18);
  const float width = textWidth(context.fonts.small, icon_and_text) + context.px(12);
  const float top = at.y + (row_height - height) / 2;
  list.AddRectFilled({at.x, top}, {at.x + width, top + height},
                     mixed(context.theme.panel, color, 20), context.px(3));
  textIn(list, context.fonts.small, at.x + context.px(6), top, height,
         mixed(color, context.theme.text, 35), icon_and_text);
  return width;
}

Area panel(const FrameContext& context, const Area& area) {
  context.grounds.push_back({area.min, area.max, context.theme.panel});
  return area;
}

}  // namespace uvscope::ui
