#include "ui/style.h"

#include <imgui.h>

namespace uvscope::ui {

void applyStyle(const Theme& theme, float scale) {
  ImGuiStyle style;
  style.WindowPadding = {10, 8};
  style.WindowBorderSize = 0;
  style.PopupBorderSize = 1;
  style.PopupRounding = 6;
  style.FrameRounding = 4;
  style.FramePadding = {8, 5};
  style.ItemSpacing = {6, 4};
  style.ScrollbarSize = 9;
  style.ScrollbarRounding = 5;
  style.AntiAliasedLinesUseTex = true;
  style.ScaleAllSizes(scale);
  const auto set = [&style](ImGuiCol which, Rgba color) {
    style.Colors[which] = ImGui::ColorConvertU32ToFloat4(color);
  };
  set(ImGuiCol_Text, theme.text);
  set(ImGuiCol_TextDisabled, theme.text_faint);
  set(ImGuiCol_WindowBg, theme.panel);
  set(ImGuiCol_ChildBg, 0);
  set(ImGuiCol_PopupBg, theme.panel);
  set(ImGuiCol_Border, theme.line_strong);
  set(ImGuiCol_FrameBg, theme.raised);
  set(ImGuiCol_FrameBgHovered, theme.raised);
  set(ImGuiCol_FrameBgActive, theme.raised);
  set(ImGuiCol_ScrollbarBg, 0);
  set(ImGuiCol_ScrollbarGrab, theme.line_strong);
  set(ImGuiCol_ScrollbarGrabHovered, theme.text_faint);
  set(ImGuiCol_ScrollbarGrabActive, theme.text_dim);
  set(ImGuiCol_TextSelectedBg, faded(theme.accent, 40));
  set(ImGuiCol_NavHighlight, 0);
  ImGui::GetStyle() = style;
}

}  // namespace uvscope::ui
