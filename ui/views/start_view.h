// Recent sessions, the built-in workloads, how to record.
#pragma once

#include "ui/start_page.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class StartView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

 private:
  float drawWelcome(const FrameContext& context, float left, float right, float y);
  float drawRecent(const FrameContext& context, CommandQueue& commands, float left, float right,
                   float y);
  void drawCard(const FrameContext& context, CommandQueue& commands, const RecentCard& card,
                const Area& area);
  float drawHowTo(const FrameContext& context, CommandQueue& commands, float left, float right,
                  float y);
  float drawWorkloads(const FrameContext& context, CommandQueue& commands, float left, float right,
                      float y);
};

}  // namespace uvscope::ui
