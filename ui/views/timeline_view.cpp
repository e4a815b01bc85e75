#include "ui/views/timeline_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "ui/logic/event_rows.h"
#include "ui/logic/format.h"
#include "ui/logic/thread_names.h"
#include "ui/logic/time_range.h"
#include "ui/logic/time_ticks.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kLabels = 192;  // logical pixels: PIPESERVERWRAP and an id
constexpr float kOverviewHeight = 34;
constexpr float kAxis = 22;
constexpr float kScrollbar = 8;  // kept free at the right, also when there is none
constexpr int kLanesSlot = 1, kOverviewSlot = 2;

TimeRange rangeOf(const FrameContext& context) {
  return effectiveRange(context.state.range, context.session->info.duration_ns);
}

// Of a picture: answers are counted anew in each session.
std::uint64_t versionOf(const FrameContext& context, std::uint64_t answers) {
  return context.session_number << 40U | answers;
}

float labelsWidth(const FrameContext& context, const Area& area) {
  return std::floor(std::min(context.px(kLabels), area.width() * 0.38F));
}

bool hiddenByFilter(const FrameContext& context, core::ResourceKey key) {
  const FilterMatches* const matches = context.filtering.matches.get();
  return matches != nullptr && std::ranges::none_of(matches->first, [key](const auto& match) {
           return match.key == key;
         });
}

float screenX(const Area& area, std::uint64_t ns, const TimeRange& range) {
  return area.min.x + static_cast<float>(xOf(ns, range, area.width()));
}

}  // namespace

void TimelineView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  const float labels = labelsWidth(context, area);
  const float tools = area.min.y + context.px(kHeader);
  const float overview = tools + context.px(kOverviewHeight);
  const float axis = overview + context.px(kAxis);
  drawTools(context, commands, {area.min, {area.max.x, tools}});
  const float left = area.min.x + labels;
  const float right = area.max.x - context.px(kScrollbar);
  const Area lanes{{left, axis}, {right, area.max.y}};
  if (lanes.height() < context.px(kRow) || lanes.width() < context.px(60)) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  textIn(list, context.fonts.small, area.min.x + context.px(12), tools, context.px(kOverviewHeight),
         context.theme.text_faint, "whole run");
  drawOverviewStrip(context, commands, {{left, tools}, {right, overview}});
  drawAxis(context, {{left, overview}, {right, axis}}, rangeOf(context));
  drawLanes(context, commands, {{area.min.x, axis}, {left, area.max.y}}, lanes);
  list.AddRectFilled({left - 1, tools}, {left, area.max.y}, context.theme.line);
  list.AddRectFilled({area.min.x, axis - 1}, {area.max.x, axis}, context.theme.line);
}

void TimelineView::drawTools(const FrameContext& context, CommandQueue& commands,
                             const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float used = textIn(list, context.fonts.strong, area.min.x + context.px(12), area.min.y,
                            area.height(), context.theme.text, "Timeline");
  const TimeRange range = rangeOf(context);
  std::string shown =
      context.state.range.whole()
          ? formatDuration(context.session->info.duration_ns)
          : fmt::format("{} from {}", formatDuration(range.length()), formatMoment(range.begin_ns));
  const bool only_open = shown_ != nullptr && shown_->data->only_open;
  const float buttons = context.px(kButton) * 4;
  if (only_open) shown += ", only what stays open";
  if (const FilterMatches* const matches = context.filtering.matches.get()) {
    shown += matches->hits > matches->first.size()
                 ? fmt::format(", only the first {} matches", formatCount(matches->first.size()))
                 : std::string(", only what matches");
  }
  const float x = area.min.x + context.px(24) + used;
  textCut(list, context.fonts.text, x, area.min.y, area.height(),
          area.max.x - buttons - x - context.px(12),
          lane_note_.empty() ? context.theme.text_dim : context.theme.text,
          lane_note_.empty() ? shown : lane_note_);
  ImVec2 at{area.max.x - buttons - context.px(6), area.min.y + context.px(4)};
  at.x += iconButton(context, commands, at, icon::kZoomIn, makeCommand("zoom-in"));
  at.x += iconButton(context, commands, at, icon::kZoomOut, makeCommand("zoom-out"));
  at.x += iconButton(context, commands, at, icon::kRestore, makeCommand("zoom-selection"));
  iconButton(context, commands, at, icon::kFit, makeCommand("zoom-fit"));
}

void TimelineView::drawOverviewStrip(const FrameContext& context, CommandQueue& commands,
                                     const Area& area) {
  const OverviewKey key{context.session->generation, static_cast<int>(area.width()),
                        static_cast<int>(area.height()) - 4, context.state.theme};
  const Pixels* const pixels = context.source->ask<OverviewKey, Pixels>(
      overview_, key, [](storage::Session& session, const OverviewKey& wanted) {
        const auto whole = effectiveRange({}, session.info().duration_ns);
        const auto slices = static_cast<std::uint32_t>(std::max(1, wanted.width / 3));
        return drawOverview(session.overview(whole.begin_ns, whole.end_ns, slices), wanted.width,
                            wanted.height, themeOf(wanted.theme));
      });
  if (pixels == nullptr) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(area.min, area.max, true);
  context.pictures.show(list, kOverviewSlot, *pixels, versionOf(context, overview_.answers()),
                        {area.min.x, area.min.y + 2});
  const TimeRange whole = effectiveRange({}, context.session->info.duration_ns);
  if (!context.state.range.whole()) {
    const float x0 = screenX(area, context.state.range.begin_ns, whole);
    const float x1 = std::max(x0 + 2, screenX(area, context.state.range.end_ns, whole));
    const Rgba veil = faded(context.theme.panel, 70);
    list.AddRectFilled(area.min, {x0, area.max.y}, veil);
    list.AddRectFilled({x1, area.min.y}, area.max, veil);
    list.AddRect({x0, area.min.y + 1}, {x1, area.max.y - 1}, context.theme.accent, 0, 0, 1);
  }
  const float cursor = screenX(area, context.cursor.ns, whole);
  list.AddRectFilled({cursor, area.min.y}, {cursor + 1, area.max.y}, context.theme.cursor);
  list.PopClipRect();
  const Touch touched = touch("overview", area);
  if (!touched.held) return;
  // A drag centres the range on the mouse; without a range, a press sets the cursor.
  const std::uint64_t at =
      timeAt(static_cast<double>(ImGui::GetIO().MousePos.x - area.min.x), whole, area.width());
  if (context.state.range.whole()) {
    if (touched.clicked) commands.push("goto-time", {at});
    return;
  }
  const std::uint64_t length = context.state.range.length();
  const std::uint64_t begin =
      std::min(at - std::min(at, length / 2), whole.end_ns - std::min(whole.end_ns, length));
  if (begin != context.state.range.begin_ns) commands.push("range", {begin, begin + length});
}

void TimelineView::drawAxis(const FrameContext& context, const Area& area, const TimeRange& range) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(area.min, area.max, true);
  float free_from = area.min.x;
  for (const TimeTick& tick :
       timeTicks(range, static_cast<int>(area.width()), static_cast<int>(context.px(110)))) {
    const float x = screenX(area, tick.ns, range);
    list.AddRectFilled({x, area.max.y - context.px(5)}, {x + 1, area.max.y},
                       context.theme.line_strong);
    const float width = textWidth(context.fonts.small, tick.label);
    // The last one stands at the left of its mark where there is no room at the right.
    const bool fits = x + context.px(5) + width <= area.max.x;
    const float label = fits ? x + context.px(5) : x - context.px(5) - width;
    if (label < free_from) continue;
    free_from = label + width + context.px(8);
    textIn(list, context.fonts.small, label, area.min.y, area.height(), context.theme.text_dim,
           tick.label);
  }
  list.PopClipRect();
}

const TimelinePicture* TimelineView::ask(const FrameContext& context, int width, int height) {
  TimelineFrame frame;
  frame.range = rangeOf(context);
  frame.width = width;
  frame.height = height;
  frame.scroll = static_cast<int>(scroll_);
  frame.scale_percent = static_cast<int>(std::lround(context.scale * 100));
  frame.theme = context.state.theme;
  frame.cursor_ns =
      context.state.cursor >= context.session->info.events ? storage::kNeverNs : context.cursor.ns;
  const Key key{context.session->generation, frame, context.filtering.shown};
  const TimelinePicture* const picture = context.source->ask<Key, TimelinePicture>(
      picture_, key,
      [cache = cache_, matches = context.filtering.matches](storage::Session& session,
                                                            const Key& wanted) {
        const TimelineFrame& f = wanted.frame;
        if (cache->data == nullptr || cache->generation != wanted.generation ||
            cache->width != f.width || cache->data->range != f.range ||
            cache->matches != wanted.matches) {
          cache->data = std::make_shared<const TimelineData>(
              readTimeline(session, f.range, f.width, matches.get()));
          cache->matches = wanted.matches;
          cache->generation = wanted.generation;
          cache->width = f.width;
        }
        return drawTimeline(cache->data, f);
      });
  shown_ = picture;
  return picture;
}

void TimelineView::drawLanes(const FrameContext& context, CommandQueue& commands,
                             const Area& labels, const Area& lanes) {
  const TimelinePicture* const picture =
      ask(context, static_cast<int>(lanes.width()), static_cast<int>(lanes.height()));
  if (picture == nullptr) return;
  const auto height = static_cast<int>(lanes.height());
  const float most = static_cast<float>(
      std::max(0, picture->lanes_height - height + static_cast<int>(context.px(8))));
  scrollToSelection(context, *picture, height);
  wheel(context, commands, {labels.min, lanes.max});
  scroll_ = std::clamp(scroll_, 0.0F, most);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(lanes.min, lanes.max, true);
  context.pictures.show(list, kLanesSlot, picture->pixels, versionOf(context, picture_.answers()),
                        lanes.min);
  drawMarks(context, lanes, *picture);
  list.PopClipRect();
  point(context, commands, lanes, *picture);
  drawLabels(context, commands, labels, *picture);
  if (picture->data->resources.empty()) {
    const std::string text = whyEmpty(context, *picture->data);
    textWrapped(list, context.fonts.text,
                {lanes.min.x + context.px(12), lanes.min.y + context.px(kRow + 4)},
                std::max(1.0F, lanes.width() - context.px(24)), context.theme.text_dim, text);
  }
  if (most > 0) {
    const float grab = std::max(context.px(24), lanes.height() * lanes.height() /
                                                    static_cast<float>(picture->lanes_height));
    const float y = lanes.min.y + scroll_ / most * (lanes.height() - grab);
    const float x = lanes.max.x + context.px(kScrollbar);
    list.AddRectFilled({x - context.px(6), y}, {x - context.px(1), y + grab},
                       context.theme.line_strong, context.px(3));
  }
}

std::string TimelineView::whyEmpty(const FrameContext& context, const TimelineData& data) {
  const bool whole = context.state.range.whole();
  if (data.only_matches && context.filtering.matches != nullptr) {
    const FilterMatches& matches = *context.filtering.matches;
    return matches.hits == 0 ? whyNoMatch(matches)
                             : "No match existed in this range; 0 shows the whole run.";
  }
  if (!whole) return "No resource existed in this range; 0 shows the whole run.";
  return context.session->info.damage.empty() ? "No resource has been made."
                                              : "No resource can be read: the file is damaged.";
}

void TimelineView::drawLabels(const FrameContext& context, CommandQueue& commands, const Area& area,
                              const TimelinePicture& picture) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(area.min, area.max, true);
  const auto scroll = static_cast<float>(picture.frame.scroll);
  for (std::size_t i = 0; i < picture.lanes.size(); ++i) {
    const Lane& lane = picture.lanes[i];
    const float top = area.min.y + static_cast<float>(lane.top) - scroll;
    if (top + static_cast<float>(lane.height) < area.min.y) continue;
    if (top > area.max.y) break;
    ImGui::PushID(static_cast<int>(i));
    drawLaneLabel(context, commands, lane,
                  {{area.min.x, top}, {area.max.x - 1, top + static_cast<float>(lane.height)}});
    ImGui::PopID();
  }
  list.PopClipRect();
}

void TimelineView::drawLaneLabel(const FrameContext& context, CommandQueue& commands,
                                 const Lane& lane, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const float x = area.min.x + context.px(12);
  const float right = area.max.x - context.px(8);
  if (lane.kind == LaneKind::Loop) {
    std::string name = contextName(context.session->contexts, lane.context);
    if (shown_ != nullptr && shown_->data->loopsTogether()) name = "busy in callbacks";
    if (name.empty()) name = "loop";
    const bool pool = shown_ != nullptr && shown_->data->pool.contains(lane.context);
    textIn(list, context.fonts.small, x, area.min.y, area.height(), theme.text_dim,
           familyIcon(pool ? core::TypeFamily::ThreadPool : core::TypeFamily::Loop));
    textCut(list, context.fonts.text, x + context.px(19), area.min.y, area.height(),
            right - x - context.px(19), theme.text_dim, name);
    return;
  }
  if (lane.kind == LaneKind::Requests) {
    const Rgba family = theme.family(core::familyOf(lane.type));
    const std::string count = formatCount(lane.count);
    textIn(list, context.fonts.small, x, area.min.y, area.height(), family,
           familyIcon(core::familyOf(lane.type)));
    const float counted = textRight(list, context.fonts.mono, right, area.min.y, area.height(),
                                    theme.text_faint, count);
    textCut(list, context.fonts.text, x + context.px(19), area.min.y, area.height(),
            right - counted - x - context.px(24), theme.text, context.session->typeName(lane.type));
    return;
  }
  const Touch touched = touch("lane", area);
  if (context.state.selection == lane.key) {
    list.AddRectFilled(area.min, area.max, theme.selected);
    list.AddRectFilled(area.min, {area.min.x + context.px(2), area.max.y}, theme.cursor);
  } else if (touched.hovered || context.hover.now == lane.key) {
    list.AddRectFilled(area.min, area.max, theme.raised);
  }
  resourceLabel(context, list, x, area.min.y, area.height(), right, lane.key, lane.type);
  if (touched.hovered) context.hover.next = lane.key;
  if (touched.clicked) commands.push("select", {lane.key});
  if (touched.double_clicked) commands.push("zoom-selection");
}

void TimelineView::drawMarks(const FrameContext& context, const Area& area,
                             const TimelinePicture& picture) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const Bar& bar : picture.bars) {
    if (bar.run >= 0 || context.state.selection != bar.key) continue;
    const float x0 = std::max(area.min.x + static_cast<float>(bar.x0) - context.px(3), area.min.x);
    const float x1 = area.min.x + static_cast<float>(bar.x1) + context.px(3);
    list.AddRect({x0, area.min.y + static_cast<float>(bar.y0) - context.px(2)},
                 {x1, area.min.y + static_cast<float>(bar.y1) + context.px(2)},
                 context.theme.cursor, context.px(3), 0, 1);
  }
  const float x = screenX(area, context.cursor.ns, picture.frame.range);
  list.AddRectFilled({x, area.min.y}, {x + 1, area.max.y}, context.theme.cursor);
  list.AddTriangleFilled({x - context.px(4), area.min.y}, {x + context.px(5), area.min.y},
                         {x + 0.5F, area.min.y + context.px(5)}, context.theme.cursor);
}

void TimelineView::point(const FrameContext& context, CommandQueue& commands, const Area& area,
                         const TimelinePicture& picture) {
  const Touch touched = touch("lanes", area);
  drag(context, commands, area, touched, picture);
  if (!touched.hovered || dragged_) return;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Bar* const bar = barAt(picture, static_cast<int>(mouse.x - area.min.x),
                               static_cast<int>(mouse.y - area.min.y));
  if (bar == nullptr) return;
  context.hover.next = bar->key;
  tell(context, picture, *bar);
}

void TimelineView::drag(const FrameContext& context, CommandQueue& commands, const Area& area,
                        const Touch& touched, const TimelinePicture& picture) {
  const ImGuiIO& io = ImGui::GetIO();
  if (touched.clicked) {
    drag_from_ = rangeOf(context);
    dragged_ = false;
  }
  if (!drag_from_) return;
  const ImVec2 moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, context.px(4));
  if (touched.held && (moved.x != 0 || moved.y != 0)) {
    dragged_ = true;
    scroll_ -= io.MouseDelta.y;
    const TimeRange to = panned(*drag_from_, context.session->info.duration_ns,
                                -static_cast<double>(moved.x) / area.width());
    if (!context.state.range.whole() && to != context.state.range && !to.whole()) {
      commands.push("range", {to.begin_ns, to.end_ns});
    }
  }
  if (touched.held) return;
  drag_from_.reset();
  if (std::exchange(dragged_, false)) return;
  // A plain click: what was under the mouse, else the moment.
  const auto x = static_cast<int>(io.MousePos.x - area.min.x);
  const Bar* const bar = barAt(picture, x, static_cast<int>(io.MousePos.y - area.min.y));
  if (bar == nullptr) {
    commands.push("goto-time", {timeAt(x, picture.frame.range, area.width())});
  } else if (bar->run >= 0) {
    commands.push("inspect-event",
                  {picture.data->runs[static_cast<std::size_t>(bar->run)].before_seq});
  } else {
    commands.push("select", {bar->key});
  }
}

void TimelineView::wheel(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool over = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(area.min, area.max);
  if (!over || context.state.palette_open || (io.MouseWheel == 0 && io.MouseWheelH == 0)) return;
  const float left = area.min.x + labelsWidth(context, area);
  const auto duration = context.session->info.duration_ns;
  if (io.KeyShift || io.MousePos.x < left) {
    scroll_ -= io.MouseWheel * context.px(3 * kRow);
    return;
  }
  const TimeRange now = rangeOf(context);
  TimeRange to = now;
  if (io.MouseWheel != 0) {
    const auto at = timeAt(static_cast<double>(io.MousePos.x - left), now, area.max.x - left);
    to = zoomed(context.state.range, duration, at, std::pow(0.8, io.MouseWheel));
  } else {
    to = panned(context.state.range, duration, -0.1 * static_cast<double>(io.MouseWheelH));
  }
  if (to.whole()) {
    if (!context.state.range.whole()) commands.push("zoom-fit");
  } else if (to != now) {
    commands.push("range", {to.begin_ns, to.end_ns});
  }
}

void TimelineView::scrollToSelection(const FrameContext& context, const TimelinePicture& picture,
                                     int height) {
  if (shown_selection_ != context.state.selection) {
    shown_selection_ = context.state.selection;
    scroll_to_selection_ = shown_selection_.has_value();
  }
  if (!picture_.current()) return;
  const auto lane = laneOf(context, picture);
  lane_note_ = laneNote(context, picture, lane);
  if (!std::exchange(scroll_to_selection_, false)) return;
  if (lane == picture.lanes.end()) return;
  const auto top = static_cast<float>(lane->top);
  if (top < scroll_ ||
      top + static_cast<float>(lane->height) > scroll_ + static_cast<float>(height)) {
    scroll_ = std::max(0.0F, top - static_cast<float>(height) / 2);
  }
}

// Its own, or the one that it shares with the requests of its type.
TimelineView::LaneAt TimelineView::laneOf(const FrameContext& context,
                                          const TimelinePicture& picture) {
  const auto& selection = context.state.selection;
  const auto& resources = picture.data->resources;
  const auto record =
      std::find_if(resources.begin(), resources.end(),
                   [&selection](const auto& resource) { return selection == resource.key; });
  return std::find_if(picture.lanes.begin(), picture.lanes.end(), [&](const Lane& lane) {
    if (lane.kind == LaneKind::Resource) return selection == lane.key;
    return lane.kind == LaneKind::Requests && record != resources.end() &&
           lane.type == record->type;
  });
}

std::string TimelineView::laneNote(const FrameContext& context, const TimelinePicture& picture,
                                   LaneAt lane) {
  if (!context.state.selection) return {};
  const core::ResourceKey key = *context.state.selection;
  const std::string name = formatKey(key);
  if (lane != picture.lanes.end()) {
    if (lane->kind == LaneKind::Resource) return {};
    return fmt::format("{} is in the lane of all {}", name, context.session->typeName(lane->type));
  }
  if (isSyntheticRoot(key.id)) return "the root has no lane";
  if (hiddenByFilter(context, key)) return name + " has no lane: the filter hides it";
  if (picture.data->only_open) return name + " has no lane: only what stays open has";
  if (context.state.range.whole()) return name + " has no lane";
  return name + " did not exist in this range; F shows its life";
}

void TimelineView::tell(const FrameContext& context, const TimelinePicture& picture,
                        const Bar& bar) {
  const auto& resources = picture.data->resources;
  const auto record = std::find_if(resources.begin(), resources.end(),
                                   [&bar](const auto& r) { return r.key == bar.key; });
  const std::string name =
      record == resources.end()
          ? formatKey(bar.key)
          : fmt::format("{} {}", context.session->typeName(record->type), formatKey(bar.key));
  if (bar.run >= 0) {
    const storage::Run& run = picture.data->runs[static_cast<std::size_t>(bar.run)];
    const std::string length = run.after_ns == storage::kNeverNs
                                   ? "still running"
                                   : formatDuration(run.after_ns - run.before_ns);
    tooltip(context, fmt::format("{}   {}", name, length),
            fmt::format("{} callback at {}", callbackReasonName(run.reason),
                        formatMoment(run.before_ns)));
  } else if (record != resources.end()) {
    const std::string end = record->destroyed()
                                ? "lived " + formatDuration(record->destroy_ns - record->init_ns)
                                : std::string("never destroyed");
    tooltip(context, name,
            fmt::format("{}\n{}, {}", record->detail, end, formatPlural(record->runs, "run")));
  }
}

}  // namespace uvscope::ui
