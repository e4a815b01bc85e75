// The timeline as pixels plus what is needed to label it and to tell what lies under the mouse.
// Made on the worker's thread from at most kMostTimelineResources resources and kMostTimelineRuns
// runs, so its cost is bounded whatever the session holds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "storage/session.h"
#include "ui/logic/filtering.h"
#include "ui/logic/pixels.h"
#include "ui/logic/theme.h"
#include "ui/logic/timeline_layout.h"
#include "ui/logic/view_state.h"

namespace uvscope::ui {

inline constexpr std::uint64_t kMostTimelineResources = 4000;
inline constexpr std::uint64_t kMostTimelineRuns = 60'000;
inline constexpr std::uint64_t kMostOpenLanes = 1000;

// What the session says of a range.
struct TimelineData {
  TimeRange range;
  std::uint64_t duration_ns = 0;
  bool finished = false;
  // Threads with something to show: loops, and what ran callbacks or the pool's work in the range.
  std::vector<core::ContextInfo> contexts;
  std::set<core::ContextId> pool;  // of these, those that did work and ran no loop
  std::vector<storage::ResourceRecord> resources;
  bool only_open = false;     // too many: `resources` are those open at the range's end
  bool only_matches = false;  // of a filter
  std::vector<storage::Run> runs;
  bool more_runs = false;  // then `runs` is empty, and what follows tells how busy loops were, …
  std::vector<storage::ContextLoad> load;  // each by itself, a slice for two pixels
  std::vector<storage::TimeBucket> busy;   // all together, where `load` is not known

  [[nodiscard]] bool loopsTogether() const { return more_runs && load.empty(); }
};

// `matches`: only these have lanes; null: all do.
TimelineData readTimeline(storage::Session& session, const TimeRange& range, int width,
                          const FilterMatches* matches = nullptr);

struct TimelineFrame {
  TimeRange range;
  int width = 0, height = 0;  // of the picture, pixels
  int scroll = 0;             // lanes above it, pixels
  int scale_percent = 100;
  ThemeKind theme = ThemeKind::Dark;
  std::uint64_t cursor_ns = 0;  // what is later is drawn faint
  friend bool operator==(const TimelineFrame&, const TimelineFrame&) = default;
};

// A thing that can be pointed at.
struct Bar {
  int x0 = 0, x1 = 0, y0 = 0, y1 = 0;  // in the picture
  core::ResourceKey key;
  std::int64_t run = -1;  // index into the data's runs; -1: the resource's life or its work
};

struct TimelinePicture {
  TimelineFrame frame;
  std::shared_ptr<const TimelineData> data;
  Pixels pixels;
  std::vector<Lane> lanes;  // all of them
  int lanes_height = 0;
  std::vector<Bar> bars;  // those in the picture, later ones on top
};

TimelinePicture drawTimeline(std::shared_ptr<const TimelineData> data, const TimelineFrame& frame);

LaneMetrics laneMetrics(int scale_percent);

// The topmost bar at a point of the picture, with a little tolerance for thin lines.
const Bar* barAt(const TimelinePicture& picture, int x, int y);

// The whole run as a strip: events as bars, resources alive as a line.
Pixels drawOverview(const std::vector<storage::TimeBucket>& buckets, int width, int height,
                    const Theme& theme);

}  // namespace uvscope::ui
