// A view draws one area from const data and says what a person wants as commands.
#pragma once

#include "ui/commands.h"
#include "ui/frame_context.h"
#include "ui/widgets/controls.h"

namespace uvscope::ui {

class View {
 public:
  virtual ~View() = default;

  // Within the current window, on the whole of `area`.
  virtual void draw(const FrameContext& context, CommandQueue& commands, const Area& area) = 0;

  // What is shown answers what was last asked: a picture may be taken.
  [[nodiscard]] virtual bool settled() const { return true; }
};

}  // namespace uvscope::ui
