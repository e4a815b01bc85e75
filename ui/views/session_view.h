// The whole session in one window: trees, timeline, inspector, and events or leaks at the bottom.
#pragma once

#include "ui/logic/session_layout.h"
#include "ui/views/bar_view.h"
#include "ui/views/events_view.h"
#include "ui/views/inspector_view.h"
#include "ui/views/leaks_view.h"
#include "ui/views/timeline_view.h"
#include "ui/views/trees_view.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class SessionView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;
  [[nodiscard]] bool settled() const override;

 private:
  void drawAll(const FrameContext& context, CommandQueue& commands, const Area& area);
  void drawBottom(const FrameContext& context, CommandQueue& commands, const Area& area,
                  const SessionLayout& layout);
  void drawOne(const FrameContext& context, CommandQueue& commands, const Area& area);
  // The views that are on the screen.
  [[nodiscard]] bool settledIn(ViewId view, BottomTab tab) const;

  TreesView trees_;
  TimelineView timeline_;
  EventsView events_;
  InspectorView inspector_;
  LeaksView leaks_;
  TransportView transport_;
  Splits splits_;
  ViewId drawn_view_ = ViewId::Session;
  BottomTab drawn_tab_ = BottomTab::Events;
};

}  // namespace uvscope::ui
