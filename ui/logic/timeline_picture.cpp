#include "ui/logic/timeline_picture.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "ui/logic/time_ticks.h"

namespace uvscope::ui {
namespace {

using storage::kNeverNs;
using storage::ResourceRecord;
using storage::Run;

constexpr int kGridSpacing = 110;
constexpr std::uint32_t kLaterOpacity = 30;  // percent, of what lies after the cursor

class Painter {
 public:
  Painter(TimelinePicture& picture, const Theme& theme)
      : picture_(picture),
        data_(*picture.data),
        frame_(picture.frame),
        theme_(theme),
        pixels_(picture.pixels),
        cursor_x_(static_cast<int>(
            std::ceil(std::clamp(xOf(frame_.cursor_ns, frame_.range, frame_.width), -1.0, 1e6)))) {}

  void paint(const TimelineLayout& layout) {
    grid(layout);
    for (const Lane& lane : layout.lanes) {
      if (lane.kind == LaneKind::Loop && data_.more_runs && visible(lane)) busyLane(lane);
    }
    for (std::size_t i = 0; i < data_.resources.size(); ++i) {
      const Lane& lane = layout.lanes[layout.placements[i].lane];
      if (visible(lane)) life(data_.resources[i], lane, layout.placements[i]);
      work(layout, data_.resources[i]);
    }
    std::unordered_map<core::ResourceKey, std::size_t> index_of;
    for (std::size_t i = 0; i < data_.resources.size(); ++i) {
      index_of[data_.resources[i].key] = i;
    }
    for (std::size_t i = 0; i < data_.runs.size(); ++i) {
      const Run& run = data_.runs[i];
      const auto at = index_of.find(run.key);
      const Rgba color = at != index_of.end()
                             ? theme_.family(core::familyOf(data_.resources[at->second].type))
                             : theme_.closing;
      loopRun(layout, run, i, color);
      if (at == index_of.end()) continue;
      const Placement& placement = layout.placements[at->second];
      const Lane& lane = layout.lanes[placement.lane];
      if (visible(lane)) ownRun(run, i, lane, placement, color);
    }
  }

 private:
  [[nodiscard]] int px(int logical) const {
    return std::max(1, logical * frame_.scale_percent / 100);
  }

  [[nodiscard]] int x(std::uint64_t ns) const {
    const double at = xOf(std::min(ns, data_.duration_ns), frame_.range, frame_.width);
    return static_cast<int>(std::floor(std::clamp(at, -10.0, frame_.width + 10.0)));
  }

  [[nodiscard]] int top(const Lane& lane) const { return lane.top - frame_.scroll; }

  [[nodiscard]] bool visible(const Lane& lane) const {
    return top(lane) < frame_.height && top(lane) + lane.height > 0;
  }

  // `draw(x0, x1, color)` once for what is before the cursor and once, fainter, for the rest.
  template <class Draw>
  void split(int x0, int x1, Rgba color, Draw draw) const {
    if (x0 < std::min(x1, cursor_x_)) draw(x0, std::min(x1, cursor_x_), color);
    if (std::max(x0, cursor_x_) < x1)
      draw(std::max(x0, cursor_x_), x1, faded(color, kLaterOpacity));
  }

  void block(int x0, int y0, int x1, int y1, Rgba color) const {
    split(x0, x1, color,
          [&](int from, int to, Rgba shade) { pixels_.fill(from, y0, to, y1, shade); });
  }

  void grid(const TimelineLayout& layout) {
    for (const TimeTick& tick : timeTicks(frame_.range, frame_.width, px(kGridSpacing))) {
      const int at = static_cast<int>(xOf(tick.ns, frame_.range, frame_.width));
      pixels_.fill(at, 0, at + 1, frame_.height, faded(theme_.line, 60));
    }
    LaneKind before = LaneKind::Loop;
    for (const Lane& lane : layout.lanes) {
      if (lane.kind != before) {
        pixels_.fill(0, top(lane), frame_.width, top(lane) + 1, theme_.line);
      }
      before = lane.kind;
    }
  }

  // How busy a loop was: where single runs are too many to draw.
  void busyLane(const Lane& lane) {
    if (data_.loopsTogether()) {
      std::vector<std::uint64_t> busy_ns;
      for (const storage::TimeBucket& bucket : data_.busy)
        busy_ns.push_back(bucket.busy_ns);
      busyLane(lane, busy_ns, std::max<std::size_t>(1, data_.contexts.size()));
    }
    for (const storage::ContextLoad& load : data_.load) {
      if (load.context == lane.context) busyLane(lane, load.busy_ns, 1);
    }
  }

  // `loops` together.
  void busyLane(const Lane& lane, const std::vector<std::uint64_t>& busy_ns, std::size_t loops) {
    const auto slices = static_cast<double>(busy_ns.size());
    const double most_ns =
        static_cast<double>(data_.range.length()) / slices * static_cast<double>(loops);
    const int bottom = top(lane) + lane.height - px(3);
    const int room = lane.height - px(6);
    for (std::size_t i = 0; i < busy_ns.size(); ++i) {
      const double share = std::min(1.0, static_cast<double>(busy_ns[i]) / most_ns);
      if (share <= 0) continue;
      const int height = std::max(1, static_cast<int>(std::lround(share * room)));
      const int x0 = static_cast<int>(static_cast<double>(i) * frame_.width / slices);
      const int x1 = static_cast<int>(static_cast<double>(i + 1) * frame_.width / slices);
      block(x0, bottom - height, x1, bottom, theme_.text_dim);
    }
  }

  struct Band {
    int middle, half;  // of a block
  };

  [[nodiscard]] Band band(const Lane& lane, const Placement& placement) const {
    if (lane.kind != LaneKind::Requests) return {top(lane) + lane.height / 2, px(6)};
    const LaneMetrics metrics = laneMetrics(frame_.scale_percent);
    const int used = lane.sub_rows * metrics.request;
    const int first = top(lane) + (lane.height - used) / 2;
    return {first + placement.sub_row * metrics.request + metrics.request / 2,
            std::max(2, metrics.request / 2 - 1)};
  }

  void life(const ResourceRecord& record, const Lane& lane, const Placement& placement) {
    const Band place = band(lane, placement);
    const int middle = place.middle;
    const int half = place.half;
    const bool request = lane.kind == LaneKind::Requests;
    const Rgba color = theme_.family(core::familyOf(record.type));
    const int x0 = x(record.init_ns);
    const int x1 = std::max(x0 + 1, x(record.destroy_ns));
    if (x1 < 0 || x0 >= frame_.width) return;
    const int thin = std::max(px(1), request ? px(1) : px(2));
    const int line_y = middle - thin / 2;
    if (record.referenced || request) {
      block(x0, line_y, x1, line_y + thin, faded(color, request ? 55 : 60));
    } else {
      split(x0, x1, faded(color, 55), [&](int from, int to, Rgba shade) {
        pixels_.dash(from, line_y, to, line_y + thin, shade, px(5), px(3));
      });
    }
    if (data_.more_runs && record.first_before_ns != kNeverNs) {  // from first to last sign of life
      block(x(record.first_before_ns), middle - px(2), std::max(x0 + 1, x(record.last_event_ns)),
            middle + px(2), faded(color, 60));
    }
    if (record.closing_ns != kNeverNs) {
      split(std::max(x0, x(record.closing_ns)), x1, theme_.closing, [&](int from, int to, Rgba c) {
        pixels_.hatch(from, middle - half + px(2), to, middle + half - px(1), c, px(5));
      });
    }
    block(x0, middle - half + px(1), x0 + px(1), middle + half - px(1), color);  // ├
    end(record, x1, middle, half, color, request);
    picture_.bars.push_back({x0, x1, middle - half, middle + half + 1, record.key});
  }

  // ┤ where it was destroyed; ▷ where the recording ends and it was not.
  void end(const ResourceRecord& record, int x1, int middle, int half, Rgba color, bool request) {
    if (record.destroyed()) {
      block(x1 - px(1), middle - half + px(1), x1, middle + half - px(1), color);
      return;
    }
    if (x1 >= frame_.width) return;  // its end is not in the picture
    const int size = request ? px(2) : px(4);
    const int tip = std::min(x1 + size + px(2), frame_.width - 1);
    // While the session grows nobody knows yet.
    pixels_.arrow(tip, middle, size, data_.finished ? theme_.danger : color);
  }

  // Blocks thinner than a pixel are as faint as they are thin, so that density shows.
  [[nodiscard]] Rgba shade(const Run& run, Rgba color) const {
    const std::uint64_t after = std::min(run.after_ns, data_.duration_ns);
    const double wide =
        xOf(after, frame_.range, frame_.width) - xOf(run.before_ns, frame_.range, frame_.width);
    return wide >= 1 ? color
                     : faded(color, static_cast<std::uint32_t>(60 + 40 * std::max(0.0, wide)));
  }

  // Null: it has none in the picture.
  [[nodiscard]] const Lane* threadLane(const TimelineLayout& layout,
                                       core::ContextId context) const {
    const auto lane = std::find_if(
        layout.lanes.begin(), layout.lanes.end(),
        [context](const Lane& l) { return l.kind == LaneKind::Loop && l.context == context; });
    return lane != layout.lanes.end() && visible(*lane) ? &*lane : nullptr;
  }

  // What a thread of the pool did for a resource.
  void work(const TimelineLayout& layout, const ResourceRecord& record) {
    if (record.work_start_ns == kNeverNs) return;
    const Lane* const lane = threadLane(layout, record.worker);
    if (lane == nullptr) return;
    const int y0 = top(*lane) + px(3);
    const int y1 = top(*lane) + lane->height - px(3);
    const int x0 = x(record.work_start_ns);
    const int x1 = std::max(x0 + 1, x(record.work_end_ns));
    block(x0, y0, x1, y1, theme_.family(core::familyOf(record.type)));
    picture_.bars.push_back({x0, x1, y0, y1, record.key});
  }

  void loopRun(const TimelineLayout& layout, const Run& run, std::size_t index, Rgba color) {
    const Lane* const lane = threadLane(layout, run.key.context);
    if (lane == nullptr) return;
    const int inset = px(3) + px(4) * static_cast<int>(std::min(run.depth, 3U));
    const int y0 = top(*lane) + inset;
    const int y1 = top(*lane) + lane->height - px(3);
    const int x0 = x(run.before_ns);
    const int x1 = std::max(x0 + 1, x(run.after_ns));
    if (run.depth > 0) block(x0, y0 - px(1), x1, y0, theme_.panel);
    block(x0, y0, x1, y1, shade(run, color));
    picture_.bars.push_back({x0, x1, y0, y1, run.key, static_cast<std::int64_t>(index)});
  }

  void ownRun(const Run& run, std::size_t index, const Lane& lane, const Placement& placement,
              Rgba color) {
    const auto [middle, half] = band(lane, placement);
    const int x0 = x(run.before_ns);
    const int x1 = std::max(x0 + (lane.kind == LaneKind::Requests ? 1 : 2), x(run.after_ns));
    block(x0, middle - half, x1, middle + half, shade(run, color));
    picture_.bars.push_back(
        {x0, x1, middle - half, middle + half, run.key, static_cast<std::int64_t>(index)});
  }

  TimelinePicture& picture_;
  const TimelineData& data_;
  const TimelineFrame& frame_;
  const Theme& theme_;
  Pixels& pixels_;
  const int cursor_x_;
};

}  // namespace

LaneMetrics laneMetrics(int scale_percent) {
  const auto px = [scale_percent](int logical) { return logical * scale_percent / 100; };
  return {px(22), px(7), px(8)};
}

namespace {

void readResources(storage::Session& session, TimelineData& out) {
  const TimeRange& range = out.range;
  out.resources = session.resourcesIn(range.begin_ns, range.end_ns, kMostTimelineResources + 1);
  out.only_open = out.resources.size() > kMostTimelineResources;
  if (out.only_open) {
    out.resources = session.undestroyed(session.eventAt(range.end_ns), 0, kMostOpenLanes);
  }
}

void takeMatches(const FilterMatches& matches, TimelineData& out) {
  out.only_matches = true;
  std::ranges::copy_if(
      matches.first, std::back_inserter(out.resources), [&out](const ResourceRecord& resource) {
        return resource.init_ns < out.range.end_ns && resource.destroy_ns >= out.range.begin_ns;
      });
}

// A lane for nothing tells nothing: threads of the pool are many, and most never do any work.
void readThreads(storage::Session& session, TimelineData& out) {
  std::set<core::ContextId> loops, shown;
  for (const storage::LoopTotal& loop : session.loops())
    loops.insert(loop.context);
  shown = loops;
  for (const Run& run : out.runs)
    shown.insert(run.key.context);
  for (const storage::ContextLoad& load : out.load)
    shown.insert(load.context);
  for (const ResourceRecord& resource : out.resources) {
    const bool worked = !out.more_runs && resource.work_start_ns < out.range.end_ns &&
                        (resource.work_end_ns >= out.range.begin_ns);
    if (!worked) continue;
    shown.insert(resource.worker);
    if (!loops.contains(resource.worker)) out.pool.insert(resource.worker);
  }
  for (const core::ContextInfo& context : session.contexts()) {
    if (shown.contains(context.id) || (shown.empty() && out.contexts.empty()))
      out.contexts.push_back(context);
  }
}

}  // namespace

TimelineData readTimeline(storage::Session& session, const TimeRange& range, int width,
                          const FilterMatches* matches) {
  TimelineData out;
  out.range = range;
  out.duration_ns = session.info().duration_ns;
  out.finished = session.info().finished;
  if (matches != nullptr) {
    takeMatches(*matches, out);
  } else {
    readResources(session, out);
  }
  out.runs = session.runs(range.begin_ns, range.end_ns, kMostTimelineRuns + 1);
  out.more_runs = out.runs.size() > kMostTimelineRuns;
  if (out.more_runs) {
    out.runs.clear();
    const auto slices = static_cast<std::uint32_t>(std::max(1, width / 2));
    out.load = session.load(range.begin_ns, range.end_ns, slices);
    if (out.load.empty()) out.busy = session.overview(range.begin_ns, range.end_ns, slices);
  }
  readThreads(session, out);
  return out;
}

TimelinePicture drawTimeline(std::shared_ptr<const TimelineData> data, const TimelineFrame& frame) {
  const Theme& theme = themeOf(frame.theme);
  TimelinePicture out;
  out.frame = frame;
  out.data = std::move(data);
  out.pixels = Pixels(frame.width, frame.height, theme.panel);
  const std::vector<core::ContextInfo> one_lane(1);
  auto layout = layOut(out.data->loopsTogether() ? one_lane : out.data->contexts,
                       out.data->resources, laneMetrics(frame.scale_percent));
  Painter(out, theme).paint(layout);
  out.lanes_height = layout.height;
  out.lanes = std::move(layout.lanes);
  return out;
}

const Bar* barAt(const TimelinePicture& picture, int x, int y) {
  constexpr int kTolerance = 2;
  const auto found =
      std::find_if(picture.bars.rbegin(), picture.bars.rend(), [x, y](const Bar& bar) {
        return x >= bar.x0 - kTolerance && x < bar.x1 + kTolerance && y >= bar.y0 && y < bar.y1;
      });
  return found != picture.bars.rend() ? &*found : nullptr;
}

Pixels drawOverview(const std::vector<storage::TimeBucket>& buckets, int width, int height,
                    const Theme& theme) {
  Pixels out(width, height, theme.panel);
  if (buckets.empty()) return out;
  std::uint64_t most_events = 1, most_alive = 1;
  for (const auto& bucket : buckets) {
    most_events = std::max(most_events, bucket.events);
    most_alive = std::max(most_alive, bucket.alive_end);
  }
  const auto slices = static_cast<double>(buckets.size());
  const int room = height - 4;
  int last_y = -1;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const int x0 = static_cast<int>(static_cast<double>(i) * width / slices);
    const int x1 = static_cast<int>(static_cast<double>(i + 1) * width / slices);
    // The root keeps single events visible beside bursts.
    const double share =
        std::sqrt(static_cast<double>(buckets[i].events) / static_cast<double>(most_events));
    const int bar = static_cast<int>(std::lround(share * room));
    out.fill(x0, height - bar, std::max(x0 + 1, x1 - 1), height,
             mixed(theme.panel, theme.text_faint, 55));
    const int y = height - 3 -
                  static_cast<int>(std::lround(static_cast<double>(buckets[i].alive_end) *
                                               (room - 2) / static_cast<double>(most_alive)));
    if (last_y >= 0) out.fill(x0, std::min(y, last_y), x0 + 1, std::max(y, last_y) + 1, theme.text);
    out.fill(x0, y, x1, y + 1, theme.text);
    last_y = y;
  }
  return out;
}

}  // namespace uvscope::ui
