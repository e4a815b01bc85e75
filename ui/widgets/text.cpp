#include "ui/widgets/text.h"

#include <algorithm>

namespace uvscope::ui {
namespace {

constexpr std::string_view kEllipsis = "…";

// To the beginning of the UTF-8 character that `at` lies in.
std::size_t characterStart(std::string_view text, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
    --at;
  return at;
}

}  // namespace

float textWidth(const ImFont* font, std::string_view text) {
  if (text.empty()) return 0;  // its data may be null, which Dear ImGui would read
  return font->CalcTextSizeA(font->FontSize, 1e9F, 0, text.data(), text.data() + text.size()).x;
}

float textHeight(const ImFont* font, std::string_view text, float width) {
  if (text.empty()) return 0;
  const std::string lines = withLineBreaks(font, width, text);
  return font->CalcTextSizeA(font->FontSize, 1e9F, width, lines.data(), lines.data() + lines.size())
      .y;
}

float textIn(ImDrawList& list, const ImFont* font, float x, float y, float row_height, Rgba color,
             std::string_view text) {
  if (text.empty()) return 0;
  const auto top = static_cast<float>(static_cast<int>(y + (row_height - font->FontSize) / 2));
  list.AddText(font, font->FontSize, {static_cast<float>(static_cast<int>(x)), top}, color,
               text.data(), text.data() + text.size());
  return textWidth(font, text);
}

std::string fitted(const ImFont* font, float width, std::string_view text) {
  if (width <= 0 || text.empty()) return {};
  if (textWidth(font, text) <= width) return std::string(text);
  const float room = width - textWidth(font, kEllipsis);
  const char* fits = text.data();
  font->CalcTextSizeA(font->FontSize, room, 0, text.data(), text.data() + text.size(), &fits);
  const auto count = characterStart(text, static_cast<std::size_t>(fits - text.data()));
  if (room <= 0 || count == 0) return {};
  return std::string(text.substr(0, count)) + std::string(kEllipsis);
}

float roomAtTheRight(float row, float name) {
  return std::max(0.0F, row - std::min(name, row * 0.4F));
}

std::string withLineBreaks(const ImFont* font, float width, std::string_view text) {
  std::string out;
  std::size_t line = 0;  // where it begins
  for (char before = 0;;) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string word(text.substr(0, end));
    if (before == ' ' && textWidth(font, out.substr(line) + ' ' + word) > width) before = '\n';
    if (before != 0) out += before;
    if (before == '\n') line = out.size();
    out += word;
    if (end == text.size()) return out;
    before = text[end];
    text.remove_prefix(end + 1);
  }
}

float textCut(ImDrawList& list, const ImFont* font, float x, float y, float row_height, float width,
              Rgba color, std::string_view text) {
  if (width <= 0 || text.empty()) return 0;
  if (textWidth(font, text) <= width) return textIn(list, font, x, y, row_height, color, text);
  return textIn(list, font, x, y, row_height, color, fitted(font, width, text));
}

float textRight(ImDrawList& list, const ImFont* font, float right, float y, float row_height,
                Rgba color, std::string_view text) {
  return textIn(list, font, right - textWidth(font, text), y, row_height, color, text);
}

float textWrapped(ImDrawList& list, const ImFont* font, ImVec2 at, float width, Rgba color,
                  std::string_view text) {
  if (text.empty()) return 0;
  const std::string lines = withLineBreaks(font, width, text);
  list.AddText(font, font->FontSize, at, color, lines.data(), lines.data() + lines.size(), width);
  return textHeight(font, text, width);
}

void tooltip(const FrameContext& context, std::string_view heading, std::string_view body) {
  // Beside what it describes, never over it: below a control or row, above where there is no room.
  // A large item, as the lanes, is described at the mouse.
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 high = ImGui::GetItemRectMax();
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool small =
      high.y - low.y <= context.px(60) && ImGui::IsMouseHoveringRect(low, high, false);
  const float below = small ? high.y + context.px(4) : mouse.y + context.px(20);
  const float above = small ? low.y - context.px(4) : mouse.y - context.px(12);
  const bool fits = below + context.px(90) < screen.y;
  const bool left = mouse.x + context.px(380) > screen.x;
  ImGui::SetNextWindowPos(
      {left ? std::min(mouse.x, screen.x - context.px(8)) : mouse.x, fits ? below : above},
      ImGuiCond_Always, {left ? 1.0F : 0.0F, fits ? 0.0F : 1.0F});
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(context.px(360));
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.text);
  ImGui::TextUnformatted(heading.data(), heading.data() + heading.size());
  ImGui::PopStyleColor();
  if (!body.empty()) {
    ImGui::PushStyleColor(ImGuiCol_Text, context.theme.text_dim);
    ImGui::PushFont(context.fonts.small);
    ImGui::TextUnformatted(body.data(), body.data() + body.size());
    ImGui::PopFont();
    ImGui::PopStyleColor();
  }
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

}  // namespace uvscope::ui
