// All keys, from the command table.
#pragma once

#include "ui/views/view.h"

namespace uvscope::ui {

class KeysView : public View {
 public:
  // `area` is the whole window; draws nothing while the keys are hidden.
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

 private:
  bool was_open_ = false;
};

}  // namespace uvscope::ui
