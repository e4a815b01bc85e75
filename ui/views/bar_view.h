// The two lines at the top: what is open, and where in it one is.
#pragma once

#include "ui/views/filter_view.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class BarView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return filter_.settled(); }

  // Left of this, the bar of the last frame has no controls but for its beginning.
  [[nodiscard]] float freeUntil() const { return free_until_; }

 private:
  float free_until_ = 0;
  FilterView filter_;
  void drawStatus(const FrameContext& context, float x, const Area& area);
};

class TransportView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

 private:
  float drawSteps(const FrameContext& context, CommandQueue& commands, float x, float y,
                  float right);
  // What is being looked for, and the way to stop it.
  void drawHunt(const FrameContext& context, CommandQueue& commands, const Area& area);
  void drawStack(const FrameContext& context, CommandQueue& commands, const Area& area);
};

}  // namespace uvscope::ui
