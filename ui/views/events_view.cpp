#include "ui/views/events_view.h"

#include <algorithm>
#include <cmath>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr std::uint64_t kRowsAtOnce = 128;  // rows are asked for in multiples of this
constexpr float kScrollbarWidth = 9;
constexpr float kKind = 82;               // "overwritten" is the longest
constexpr std::uint64_t kMatchPage = 32;  // matches are asked for in multiples of this
const std::vector<EventRow> kNoRows;

Rgba kindColor(const Theme& theme, core::EventKind kind) {
  switch (kind) {
    case core::EventKind::Init:
      return theme.good;
    case core::EventKind::Destroy:
    case core::EventKind::Closing:
      return theme.closing;
    case core::EventKind::PromiseResolve:
      return theme.good;
    case core::EventKind::Failed:
    case core::EventKind::Misused:
    case core::EventKind::Overwritten:
      return theme.danger;
    default:
      return theme.text_dim;
  }
}

void drawNoMatch(const FrameContext& context, const Area& area, const EventPage* page,
                 bool complete) {
  std::string text = complete && page != nullptr ? "No event matches the filter; Ctrl+Z undoes it."
                                                 : "No event matches so far…";
  if (page != nullptr) {
    for (const std::string& note : page->notes)
      text += " Note: " + note + ".";
  }
  textCut(*ImGui::GetWindowDrawList(), context.fonts.text, area.min.x + context.px(12),
          area.min.y + context.px(6), context.px(kRow), area.width() - context.px(24),
          context.theme.text_dim, text);
}

}  // namespace

const EventsView::Rows* EventsView::ask(const FrameContext& context, std::uint64_t visible) {
  const storage::EventSeq first = (top_ - 1) / kRowsAtOnce * kRowsAtOnce + 1;
  const std::uint64_t count = (top_ - first + visible + kRowsAtOnce) / kRowsAtOnce * kRowsAtOnce;
  const bool all_exist = first + count <= context.session->info.events;
  const Key key{all_exist ? 0 : context.session->generation, first, count};
  return context.source->ask<Key, Rows>(rows_, key,
                                        [](storage::Session& session, const Key& wanted) {
                                          return eventRows(session, wanted.first, wanted.count);
                                        });
}

void EventsView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const std::uint64_t events = context.session->info.events;
  if (events == 0) return drawEmpty(context, area);
  const float row_height = context.px(kRow);
  const auto visible =
      static_cast<std::uint64_t>(std::max(1.0F, std::floor(area.height() / row_height)));
  filtered_ = !context.state.filter.empty();
  if (filtered_) return drawMatches(context, commands, area);
  const std::int64_t turned = wheelRows(context, area);
  top_ = turned < 0 ? top_ - std::min(top_ - 1, static_cast<std::uint64_t>(-turned))
                    : top_ + static_cast<std::uint64_t>(turned);
  followCursor(context, visible);
  const Rows* const rows = ask(context, visible);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(area.min, area.max, true);
  const float right = area.max.x - context.px(kScrollbarWidth + 3);
  for (std::uint64_t i = 0; rows != nullptr && i <= visible && top_ + i <= events; ++i) {
    const auto row =
        std::lower_bound(rows->begin(), rows->end(), top_ + i,
                         [](const EventRow& r, storage::EventSeq seq) { return r.seq < seq; });
    if (row == rows->end() || row->seq != top_ + i) continue;
    const float top = area.min.y + static_cast<float>(i) * row_height;
    drawRow(context, commands, *row, {{area.min.x, top}, {right, top + row_height}});
  }
  list.PopClipRect();
  if (const auto to = scrollbar(context, area, visible, top_)) top_ = *to;
}

void EventsView::drawEmpty(const FrameContext& context, const Area& area) {
  const bool finished = context.session->info.finished;
  const bool damaged = !context.session->info.damage.empty();
  ImGui::SetCursorScreenPos(area.min);
  ImGui::BeginChild("no-events", {area.width(), std::max(1.0F, area.height())}, false,
                    ImGuiWindowFlags_NoBackground);
  PageLayout page(context);
  page.title({}, damaged    ? "Nothing can be shown"
                 : finished ? "Nothing was recorded"
                            : "Nothing has been recorded yet");
  page.paragraph(damaged    ? "No event of this damaged file can be read."
                 : finished ? "The program made no libuv call that is recorded."
                            : "Events appear here as the program makes them.",
                 context.theme.text_dim);
  page.finish();
  ImGui::EndChild();
}

void EventsView::followCursor(const FrameContext& context, std::uint64_t visible) {
  const storage::EventSeq cursor = context.state.cursor;
  const std::uint64_t last_top = std::max<std::uint64_t>(
      1, context.session->info.events - std::min(context.session->info.events, visible) + 1);
  if (shown_cursor_ != cursor) {
    shown_cursor_ = cursor;
    const std::uint64_t margin = std::min<std::uint64_t>(2, visible / 4);
    if (cursor < top_ + margin) {
      top_ = cursor > visible / 2 && cursor + visible < top_ ? cursor - visible / 2
                                                             : cursor - std::min(cursor, margin);
    } else if (cursor + margin >= top_ + visible) {
      const bool far = cursor > top_ + 2 * visible;
      top_ = far ? cursor - std::min(cursor, visible / 2)
                 : cursor + margin + 1 - std::min(cursor + margin, visible);
    }
  }
  top_ = std::clamp<std::uint64_t>(top_, 1, last_top);
}

std::int64_t EventsView::wheelRows(const FrameContext& context, const Area& area) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool over = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(area.min, area.max);
  if (!over || io.MouseWheel == 0 || context.state.palette_open) return 0;
  wheel_rest_ -= static_cast<double>(io.MouseWheel) * 3;
  const double whole = std::trunc(wheel_rest_);
  wheel_rest_ -= whole;
  return static_cast<std::int64_t>(whole);
}

std::optional<storage::EventSeq> EventsView::scrollbar(const FrameContext& context,
                                                       const Area& area, std::uint64_t visible,
                                                       storage::EventSeq top) {
  const std::uint64_t events = context.session->info.events;
  if (events <= visible) return std::nullopt;
  const Area track{{area.max.x - context.px(kScrollbarWidth), area.min.y}, area.max};
  const Touch touched = touch("event-scroll", track);
  const double share = static_cast<double>(visible) / static_cast<double>(events);
  const float grab = std::max(context.px(24), static_cast<float>(share) * track.height());
  const auto room = static_cast<double>(events - visible);
  std::optional<storage::EventSeq> to;
  if (touched.held) {
    const double at = static_cast<double>(ImGui::GetIO().MousePos.y - track.min.y - grab / 2) /
                      static_cast<double>(track.height() - grab);
    top = 1 + static_cast<std::uint64_t>(std::clamp(at, 0.0, 1.0) * room);
    to = top;
  }
  const double down = std::min(1.0, static_cast<double>(top - 1) / room);
  const auto y = track.min.y + static_cast<float>(down) * (track.height() - grab);
  ImGui::GetWindowDrawList()->AddRectFilled(
      {track.min.x + context.px(1), y}, {track.max.x - context.px(2), y + grab},
      touched.hovered || touched.held ? context.theme.text_faint : context.theme.line_strong,
      context.px(4));
  return to;
}

std::shared_ptr<const EventPage> EventsView::askMatches(const FrameContext& context,
                                                        std::uint64_t visible) {
  const std::uint64_t count = (visible / kMatchPage + 2) * kMatchPage;
  const std::string& filter = context.state.filter.text;
  if (!asked_ || asked_->filter != filter || asked_->count != count)
    asked_ = EventPageKey{filter, top_, count};
  return context.source->search<EventPageKey, EventPage>(
      matches_, *asked_, context.session->generation, [&](storage::Session& session) {
        return eventPageSlices(session, context.state.filter, *asked_);
      });
}

std::size_t EventsView::firstShown(const EventPage& page, std::uint64_t visible) {
  const auto& rows = page.rows;
  const auto at = std::ranges::lower_bound(rows, top_, {}, &EventRow::seq);
  auto first = static_cast<std::size_t>(at - rows.begin());
  first -= std::min<std::size_t>(first, lead_);
  if (page.last) first = std::min(first, rows.size() - std::min<std::size_t>(rows.size(), visible));
  return first;
}

// Asks anew where the rows on both sides run short.
void EventsView::moveMatches(const EventPage& page, std::size_t first, std::uint64_t visible) {
  const bool short_below = !page.last && first + visible >= page.rows.size();
  const bool short_above = !page.first && first == 0;
  const bool elsewhere = asked_ && asked_->from != top_;
  if (elsewhere && matches_.complete() && (short_below || short_above)) asked_->from = top_;
}

void EventsView::drawMatches(const FrameContext& context, CommandQueue& commands,
                             const Area& area) {
  const float row_height = context.px(kRow);
  const auto visible =
      static_cast<std::uint64_t>(std::max(1.0F, std::floor(area.height() / row_height)));
  const auto page = askMatches(context, visible);
  const bool answered = page != nullptr && matches_.answerKey() == asked_;
  const auto& rows = page != nullptr ? page->rows : kNoRows;
  std::size_t first = page != nullptr ? firstShown(*page, visible) : 0;
  if (shown_cursor_ != context.state.cursor) {
    shown_cursor_ = context.state.cursor;
    const bool seen =
        first < rows.size() && rows[first].seq <= shown_cursor_ &&
        (first + visible >= rows.size() ? page->last && answered
                                        : rows[first + visible - 1].seq >= shown_cursor_);
    if (!seen) {
      top_ = std::max<storage::EventSeq>(1, shown_cursor_);
      lead_ = visible / 3;
    }
  }
  if (const std::int64_t turned = wheelRows(context, area); turned != 0 && !rows.empty()) {
    const auto last = static_cast<std::int64_t>(rows.size()) - 1;
    const auto to = std::clamp<std::int64_t>(static_cast<std::int64_t>(first) + turned, 0, last);
    top_ = rows[static_cast<std::size_t>(to)].seq;
    lead_ = 0;
  }
  if (page != nullptr) {
    first = firstShown(*page, visible);
    if (answered) moveMatches(*page, first, visible);
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (page == nullptr || rows.empty())
    return drawNoMatch(context, area, page.get(), matches_.complete());
  list.PushClipRect(area.min, area.max, true);
  const float right = area.max.x - context.px(kScrollbarWidth + 3);
  for (std::size_t i = first; i < rows.size() && i <= first + visible; ++i) {
    const float top = area.min.y + static_cast<float>(i - first) * row_height;
    drawRow(context, commands, rows[i], {{area.min.x, top}, {right, top + row_height}});
    // Where the cursor is, if it is on none of them.
    const storage::EventSeq above = i > 0 ? rows[i - 1].seq : 0;
    if (above < shown_cursor_ && shown_cursor_ < rows[i].seq)
      list.AddRectFilled({area.min.x, top}, {right, top + 1}, context.theme.cursor);
  }
  list.PopClipRect();
  const bool all_shown = page->first && page->last && rows.size() <= visible;
  if (all_shown) return;
  const storage::EventSeq at = first < rows.size() ? rows[first].seq : top_;
  if (const auto to = scrollbar(context, area, visible, at)) {
    top_ = *to;
    lead_ = 0;
  }
}

void EventsView::drawRow(const FrameContext& context, CommandQueue& commands, const EventRow& row,
                         const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Touch touched = touch(row.seq, area);
  const bool here = row.seq == context.state.cursor;
  const bool linked = context.hover.now == row.key() || context.state.selection == row.key();
  if (here) {
    list.AddRectFilled(area.min, area.max, context.theme.selected);
    list.AddRectFilled(area.min, {area.min.x + context.px(2), area.max.y}, context.theme.cursor);
  } else if (touched.hovered) {
    list.AddRectFilled(area.min, area.max, context.theme.raised);
  }
  if (linked && !here) {
    list.AddRectFilled(area.min, {area.min.x + context.px(2), area.max.y},
                       context.theme.text_faint);
  }
  drawText(context, list, row, area, row.seq > context.state.cursor);
  if (touched.hovered) context.hover.next = row.key();
  if (touched.clicked) commands.push("inspect-event", {row.seq});
}

void EventsView::drawText(const FrameContext& context, ImDrawList& list, const EventRow& row,
                          const Area& area, bool later) {
  const Theme& theme = context.theme;
  const auto shade = [&theme, later](Rgba color) {
    return later ? mixed(theme.panel, color, 50) : color;
  };
  const float height = area.height();
  const float y = area.min.y;
  const bool narrow = area.width() < context.px(560);
  float x = area.min.x + context.px(12);
  const float number_width =
      textWidth(context.fonts.mono, formatCount(context.session->info.events));
  textRight(list, context.fonts.mono, x + number_width, y, height, shade(theme.text_faint),
            formatCount(row.seq));
  x += number_width + context.px(16);
  if (!narrow) {
    const std::string moment = formatMoment(row.event.ts_ns);
    const float moment_width =
        textWidth(context.fonts.mono, formatMoment(context.session->info.duration_ns));
    textRight(list, context.fonts.mono, x + moment_width, y, height, shade(theme.text_dim), moment);
    x += moment_width + context.px(16);
  }
  const char* const icon = eventIcon(row.event.kind);
  const float icon_room = context.px(16);
  textIn(list, context.fonts.small, x + (icon_room - textWidth(context.fonts.small, icon)) / 2, y,
         height, shade(kindColor(theme, row.event.kind)), icon);
  x += icon_room + context.px(4);
  textIn(list, context.fonts.text, x, y, height, shade(theme.text), eventKindName(row.event.kind));
  x += context.px(kKind);
  const float label_room = std::min({context.px(230), area.width() * 0.3F, area.max.x - x});
  resourceLabel(context, list, x, y, height, x + label_room, row.key(), row.type, {later, false});
  x += label_room + context.px(12);
  float right = area.max.x - context.px(10);
  if (row.gap_ns > 0 && !narrow) {
    right -= textRight(list, context.fonts.mono, right, y, height, shade(theme.text_faint),
                       "+" + formatDuration(row.gap_ns)) +
             context.px(12);
  }
  textCut(list, context.fonts.text, x, y, height, right - x, shade(theme.text_dim), row.note);
}

}  // namespace uvscope::ui
