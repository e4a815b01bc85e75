// A column of text, facts and sections that is laid out from the top down.
#pragma once

#include <string_view>

#include "ui/frame_context.h"
#include "ui/widgets/controls.h"

namespace uvscope::ui {

class PageLayout {
 public:
  // Begins at the cursor of the current (scrolling) window and takes its width.
  explicit PageLayout(const FrameContext& context);

  [[nodiscard]] float row() const { return context_.px(kRow); }

  [[nodiscard]] float left() const { return left_; }

  [[nodiscard]] float right() const { return right_; }

  [[nodiscard]] float width() const { return right_ - left_; }

  [[nodiscard]] float y() const { return y_; }

  [[nodiscard]] float offset() const { return y_ - start_.y; }  // unique to each row of the page

  void skip(float pixels) { y_ += pixels; }

  // The next row, a little wider than the text, for hovering and pressing.
  [[nodiscard]] Area rowArea() const;

  // The name of the page, with an icon or none.
  void title(std::string_view icon, std::string_view text);
  // A line, a heading and a dim note beside it.
  void section(std::string_view title, std::string_view note = {});
  // A name and, at the right, its value. Does not press.
  void fact(std::string_view name, std::string_view value);
  void paragraph(std::string_view text, Rgba color);
  // Tells the window how long the page is. Last.
  void finish();

 private:
  const FrameContext& context_;
  ImDrawList& list_;
  ImVec2 start_;
  float left_ = 0, right_ = 0, y_ = 0;
};

}  // namespace uvscope::ui
