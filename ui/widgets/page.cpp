#include "ui/widgets/page.h"

#include <algorithm>

#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kPageMargin = 14;
constexpr float kWidest = 560;  // a fact's name and value must stay within one glance

}  // namespace

PageLayout::PageLayout(const FrameContext& context)
    : context_(context), list_(*ImGui::GetWindowDrawList()), start_(ImGui::GetCursorScreenPos()) {
  left_ = start_.x + context.px(kPageMargin);
  right_ = start_.x + ImGui::GetContentRegionAvail().x - context.px(kPageMargin);
  right_ = std::min(right_, left_ + context.px(kWidest));
  y_ = start_.y + context.px(10);
}

Area PageLayout::rowArea() const {
  return {{left_ - context_.px(6), y_}, {right_ + context_.px(6), y_ + row()}};
}

void PageLayout::title(std::string_view icon, std::string_view text) {
  float x = left_;
  if (!icon.empty()) {
    x += textIn(list_, context_.fonts.text, x, y_, row(), context_.theme.good, icon) +
         context_.px(7);
  }
  textCut(list_, context_.fonts.strong, x, y_, row(), right_ - x, context_.theme.text, text);
  y_ += row();
}

void PageLayout::section(std::string_view title, std::string_view note) {
  y_ += context_.px(10);
  list_.AddRectFilled({left_, y_}, {right_, y_ + 1}, context_.theme.line);
  y_ += context_.px(6);
  const float used =
      textIn(list_, context_.fonts.strong, left_, y_, row(), context_.theme.text, title);
  textCut(list_, context_.fonts.small, left_ + used + context_.px(8), y_ + 1, row(),
          width() - used - context_.px(8), context_.theme.text_faint, note);
  y_ += row() + context_.px(2);
}

void PageLayout::fact(std::string_view name, std::string_view value) {
  const float room =
      textRight(list_, context_.fonts.mono, right_, y_, row(), context_.theme.text, value);
  textCut(list_, context_.fonts.text, left_, y_, row(), width() - room - context_.px(8),
          context_.theme.text_dim, name);
  y_ += row();
}

void PageLayout::paragraph(std::string_view text, Rgba color) {
  y_ += context_.px(4);
  y_ += textWrapped(list_, context_.fonts.text, {left_, y_}, width(), color, text) + context_.px(4);
}

void PageLayout::finish() {
  ImGui::SetCursorScreenPos(start_);
  ImGui::Dummy({1, y_ - start_.y + context_.px(16)});
}

}  // namespace uvscope::ui
