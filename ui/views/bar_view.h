// The two lines at the top: what is open, and where in it one is.
#pragma once

#include "ui/views/view.h"

namespace uvscope::ui {

class BarView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

 private:
  void drawStatus(const FrameContext& context, float x, const Area& area);
};

class TransportView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

 private:
  float drawSteps(const FrameContext& context, CommandQueue& commands, float x, float y,
                  float right);
  void drawStack(const FrameContext& context, CommandQueue& commands, const Area& area);
};

}  // namespace uvscope::ui
