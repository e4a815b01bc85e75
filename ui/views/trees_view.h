// The trigger and the execution tree: side by side, or one of them.
#pragma once

#include "ui/views/tree_panel.h"

namespace uvscope::ui {

class TreesView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return why_.settled() && when_.settled(); }

 private:
  TreePanel why_{storage::ParentKind::Trigger};
  TreePanel when_{storage::ParentKind::Execution};
};

}  // namespace uvscope::ui
