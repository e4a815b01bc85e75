// Overview strip, time axis, lanes. The lanes are a picture made on the worker; this view places
// it, labels it, and turns wheel, drags and clicks into commands.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ui/logic/query.h"
#include "ui/logic/timeline_picture.h"
#include "ui/views/view.h"

namespace uvscope::ui {

class TimelineView : public View {
 public:
  void draw(const FrameContext& context, CommandQueue& commands, const Area& area) override;

  [[nodiscard]] bool settled() const override { return picture_.current() && overview_.current(); }

 private:
  struct Key {
    std::uint64_t generation;
    TimelineFrame frame;
    std::optional<ShownMatches> matches;
    friend bool operator==(const Key&, const Key&) = default;
  };

  struct OverviewKey {
    std::uint64_t generation;
    int width, height;
    ThemeKind theme;
    friend bool operator==(const OverviewKey&, const OverviewKey&) = default;
  };

  // What was read last, kept so that scrolling and recolouring do not read again. Used on the
  // worker's thread alone.
  struct ReadCache {
    std::uint64_t generation = 0;
    int width = 0;
    std::optional<ShownMatches> matches;
    std::shared_ptr<const TimelineData> data;
  };

  void drawTools(const FrameContext& context, CommandQueue& commands, const Area& area);
  void drawOverviewStrip(const FrameContext& context, CommandQueue& commands, const Area& area);
  void drawAxis(const FrameContext& context, const Area& area, const TimeRange& range);
  void drawLanes(const FrameContext& context, CommandQueue& commands, const Area& labels,
                 const Area& lanes);
  static std::string whyEmpty(const FrameContext& context, const TimelineData& data);
  void drawLabels(const FrameContext& context, CommandQueue& commands, const Area& area,
                  const TimelinePicture& picture);
  void drawLaneLabel(const FrameContext& context, CommandQueue& commands, const Lane& lane,
                     const Area& area);
  void drawMarks(const FrameContext& context, const Area& area, const TimelinePicture& picture);
  void point(const FrameContext& context, CommandQueue& commands, const Area& area,
             const TimelinePicture& picture);
  void drag(const FrameContext& context, CommandQueue& commands, const Area& area,
            const Touch& touched, const TimelinePicture& picture);
  void wheel(const FrameContext& context, CommandQueue& commands, const Area& area);
  using LaneAt = std::vector<Lane>::const_iterator;

  static LaneAt laneOf(const FrameContext& context, const TimelinePicture& picture);
  // Why the selection has no lane of its own; empty where it has one.
  static std::string laneNote(const FrameContext& context, const TimelinePicture& picture,
                              LaneAt lane);
  void scrollToSelection(const FrameContext& context, const TimelinePicture& picture, int height);
  void tell(const FrameContext& context, const TimelinePicture& picture, const Bar& bar);
  const TimelinePicture* ask(const FrameContext& context, int width, int height);

  Query<Key, TimelinePicture> picture_;
  Query<OverviewKey, Pixels> overview_;
  std::shared_ptr<ReadCache> cache_ = std::make_shared<ReadCache>();
  const TimelinePicture* shown_ = nullptr;
  float scroll_ = 0;  // pixels
  std::optional<core::ResourceKey> shown_selection_;
  bool scroll_to_selection_ = false;
  std::string lane_note_;
  bool dragged_ = false;
  std::optional<TimeRange> drag_from_;
};

}  // namespace uvscope::ui
