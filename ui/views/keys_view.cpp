#include "ui/views/keys_view.h"

#include <algorithm>
#include <string>
#include <vector>

#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kColumn = 500;
constexpr float kKeys = 165;

}  // namespace

void KeysView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  if (!context.state.keys_open) {
    was_open_ = false;
    return;
  }
  std::vector<const CommandInfo*> bound;
  for (const CommandInfo& info : commandTable()) {
    if (!info.keys.empty()) bound.push_back(&info);
  }
  // One column where two would show beginnings of sentences.
  const bool two = area.width() >= context.px(2 * kColumn);
  const std::size_t half = two ? (bound.size() + 1) / 2 : bound.size();
  const float row = context.px(kRow + 2);
  const float width =
      std::min(area.width() - context.px(20), context.px((two ? 2 : 1) * kColumn + 40));
  const float whole = row * static_cast<float>(half) + context.px(64);
  const float top =
      std::clamp(area.height() - whole - context.px(8), context.px(8), context.px(64));
  const float height = std::min(whole, area.height() - top - context.px(8));
  const ImVec2 at{area.min.x + static_cast<float>(static_cast<int>((area.width() - width) / 2)),
                  area.min.y + top};
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize({width, height});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, context.px(8));
  ImGui::Begin("keys", nullptr,
               // It scrolls where the window is low.
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar(2);
  if (!was_open_) ImGui::SetWindowFocus();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float origin = at.y - ImGui::GetScrollY();
  const float title = textIn(list, context.fonts.strong, at.x + context.px(20),
                             origin + context.px(12), row, context.theme.text, "Keys");
  textCut(list, context.fonts.small, at.x + title + context.px(44), origin + context.px(12), row,
          width - title - context.px(64), context.theme.text_faint,
          "Wheel zooms the timeline, Shift and wheel scrolls it, a drag pans it");
  const float column = (width - context.px(40)) / (two ? 2 : 1);
  for (std::size_t i = 0; i < bound.size(); ++i) {
    const float x = at.x + context.px(20) + (i < half ? 0 : column);
    const float y = origin + context.px(44) + row * static_cast<float>(i < half ? i : i - half);
    std::string keys(bound[i]->keys);
    std::replace(keys.begin(), keys.end(), ' ', '/');
    textCut(list, context.fonts.mono, x, y, row, context.px(kKeys), context.theme.text, keys);
    textCut(list, context.fonts.text, x + context.px(kKeys), y, row,
            column - context.px(kKeys + 12), context.theme.text_dim, bound[i]->help);
  }
  ImGui::SetCursorScreenPos({at.x, origin});
  ImGui::Dummy({1, whole - context.px(24)});
  const bool left = was_open_ && ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
                    !ImGui::IsMouseHoveringRect(at, {at.x + width, at.y + height}, false);
  if (left) commands.push("dismiss");
  was_open_ = true;
  ImGui::End();
}

}  // namespace uvscope::ui
