#include "ui/views/leaks_view.h"

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/severity.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kSideMargin = 12;
// With as many examples as the command line.
constexpr LeakLimits kLeaksShown{.looked_at = 5000};

std::string summaryOf(const LeakReport& report) {
  std::string out;
  const std::string which = report.filter.empty()     ? ""
                            : report.undestroyed == 1 ? " that matches"
                                                      : " that match";
  if (report.ended) {
    out = headlineOf(report);
  } else {
    out = fmt::format("{}{} {} open at this event", formatPlural(report.undestroyed, "resource"),
                      which, report.undestroyed == 1 ? "is" : "are");
    if (!report.session.finished) {
      out += ".";
    } else if (report.never_destroyed == 0 && report.looked_at == report.undestroyed) {
      out += "; all of them are destroyed later.";
    } else {
      out += fmt::format("; {} of them {} never destroyed.", formatCount(report.never_destroyed),
                         report.never_destroyed == 1 ? "is" : "are");
    }
  }
  if (report.beyond > 0) {
    out += fmt::format("  The oldest {} are {}.", formatCount(kLeaksShown.looked_at),
                       report.filter.empty() ? "judged" : "looked at");
  }
  for (const std::string& caveat : report.caveats)
    out += "  Note: " + caveat + ".";
  return out;
}

}  // namespace

std::vector<LeaksView::Line> LeaksView::linesOf(const LeakReport& report) {
  std::vector<Line> lines;
  for (const LeakGroup& group : report.groups) {
    lines.push_back({LineKind::Heading, &group, nullptr});
    lines.push_back({LineKind::Sentence, &group, nullptr});
    for (const auto& example : group.examples)
      lines.push_back({LineKind::Example, &group, &example});
    if (group.count > group.examples.size()) lines.push_back({LineKind::More, &group, nullptr});
  }
  return lines;
}

void LeaksView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const core::Filter shown = isOfEvents(context.state.filter) ? everything() : context.state.filter;
  const Key key{context.session->generation, context.state.cursor, shown.text};
  const LeakReport* const report = context.source->ask<Key, LeakReport>(
      report_, key, [filter = shown](storage::Session& session, const Key& wanted) {
        return leakReport(session, wanted.cursor, filter, kLeaksShown);
      });
  if (report == nullptr) return;
  if (report->undestroyed == 0) return drawEmpty(context, commands, area, *report);
  const float row = context.px(kRow);
  const float summary = context.px(28);
  drawSummary(context, {area.min, {area.max.x, area.min.y + summary}}, *report);
  const auto lines = linesOf(*report);
  ImGui::SetCursorScreenPos({area.min.x, area.min.y + summary});
  ImGui::BeginChild("leaks", {area.width(), std::max(1.0F, area.height() - summary)}, false,
                    ImGuiWindowFlags_NoBackground);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(lines.size()), row);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const float top = origin.y + static_cast<float>(i) * row;
      drawLine(context, commands, {{origin.x, top}, {origin.x + width, top + row}},
               lines[static_cast<std::size_t>(i)], *report);
    }
  }
  ImGui::EndChild();
}

void LeaksView::drawEmpty(const FrameContext& context, CommandQueue& commands, const Area& area,
                          const LeakReport& report) {
  ImGui::SetCursorScreenPos(area.min);
  ImGui::BeginChild("tidy", {area.width(), std::max(1.0F, area.height())}, false,
                    ImGuiWindowFlags_NoBackground);
  const storage::SessionInfo& info = report.session;
  const Rgba dim = context.theme.text_dim;
  PageLayout page(context);
  if (info.resources > 0 && !report.filter.empty()) {
    page.title({}, "Nothing that is open at this event matches the filter");
    page.paragraph(fmt::format("“{}”; Ctrl+Z undoes it.", report.filter), dim);
    if (report.beyond > 0) {
      page.paragraph(
          fmt::format("Only the oldest {} are looked at.", formatCount(kLeaksShown.looked_at)),
          dim);
    }
    for (const std::string& note : report.notes)
      page.paragraph("Note: " + note + ".", dim);
  } else if (info.resources == 0) {
    page.title({}, info.finished ? "Nothing was recorded" : "Nothing has been recorded yet");
    page.paragraph(info.finished ? "The program made no libuv call that is recorded, so there is "
                                   "nothing that could have been left open."
                                 : "What the program makes and leaves open appears here by itself.",
                   dim);
  } else if (report.ended) {
    std::string headline = headlineOf(report);
    headline.pop_back();  // the full stop
    page.title(report.complete() ? icon::kCheck : "", headline);
    page.paragraph(fmt::format("{} made in {}{}.", formatPlural(info.resources, "resource"),
                               formatDuration(info.duration_ns),
                               report.complete() ? ", none left open at the end" : ""),
                   dim);
    for (const std::string& caveat : report.caveats)
      page.paragraph("Note: " + caveat + ".", dim);
    page.paragraph(
        "To see what was open earlier, move the cursor: click in the timeline, or step back.", dim);
    if (report.complete()) {
      page.paragraph("'uvscope leaks FILE --fail-on error' keeps it so in a build.", dim);
    }
  } else {
    page.title({}, "Nothing is open at this event");
    page.paragraph(report.at == storage::kNoSeq
                       ? "This is before the first event, so nothing has been made."
                       : "What was made up to here is destroyed. Move the cursor to see what is "
                         "open at another event.",
                   dim);
    page.skip(context.px(4));
    textButton(context, commands, {page.left(), page.y()}, icon::kLast, "Go to the last event",
               makeCommand("last-event"));
    page.skip(context.px(kButton));
  }
  page.finish();
  ImGui::EndChild();
}

void LeaksView::drawSummary(const FrameContext& context, const Area& area,
                            const LeakReport& report) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float x = area.min.x + context.px(kSideMargin);
  if (report.never_destroyed > 0 && report.session.finished) {
    x += textIn(list, context.fonts.text, x, area.min.y, area.height(), context.theme.danger,
                icon::kWarning) +
         context.px(7);
  }
  textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
          context.theme.text_dim, summaryOf(report));
}

void LeaksView::drawLine(const FrameContext& context, CommandQueue& commands, const Area& area,
                         const Line& line, const LeakReport& report) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float x = area.min.x + context.px(kSideMargin);
  switch (line.kind) {
    case LineKind::Heading:
      return drawHeading(context, area, *line.group, report.at_ns);
    case LineKind::Sentence:
      textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
              context.theme.text, sentenceOf(line.group->judgement));
      return;
    case LineKind::Example:
      return drawExample(context, commands, area, *line.example, report);
    case LineKind::More:
      textCut(
          list, context.fonts.text, x + context.px(26), area.min.y, area.height(),
          area.max.x - x - context.px(26), context.theme.text_faint,
          fmt::format("and {} more", formatCount(line.group->count - line.group->examples.size())));
      return;
  }
}

void LeaksView::drawHeading(const FrameContext& context, const Area& area, const LeakGroup& group,
                            std::uint64_t now_ns) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const float height = area.height();
  list.AddRectFilled(area.min, {area.max.x, area.min.y + 1}, theme.line);
  float x = area.min.x + context.px(kSideMargin);
  x += severityPill(context, list, {x, area.min.y}, height, group.finding()) + context.px(6);
  const Rgba family = theme.family(core::familyOf(group.type));
  x += pill(context, list, {x, area.min.y}, height, family,
            fmt::format("{} {}", familyIcon(core::familyOf(group.type)),
                        context.session->typeName(group.type))) +
       context.px(8);
  x += textIn(list, context.fonts.strong, x, area.min.y, height, theme.text,
              "× " + formatCount(group.count)) +
       context.px(10);
  const std::uint64_t born = group.examples.front().init_ns;
  const std::string age = "oldest " + formatDuration(now_ns > born ? now_ns - born : 0);
  const float right = area.max.x - context.px(12);
  const float age_width =
      textRight(list, context.fonts.small, right, area.min.y, height, theme.text_faint, age);
  const std::string made_by = group.made_by.empty() ? "" : ", by " + group.made_by;
  textCut(list, context.fonts.text, x, area.min.y, height, right - age_width - x - context.px(12),
          theme.text_dim, group.origin + made_by);
}

void LeaksView::drawExample(const FrameContext& context, CommandQueue& commands, const Area& area,
                            const storage::ResourceRecord& record, const LeakReport& report) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const float height = area.height();
  const Touch touched =
      touch(std::uint64_t{record.key.context.value} << 48U ^ record.key.id.value, area);
  const bool selected = context.state.selection == record.key;
  if (selected) {
    list.AddRectFilled(area.min, area.max, theme.selected);
    list.AddRectFilled(area.min, {area.min.x + context.px(2), area.max.y}, theme.cursor);
  } else if (touched.hovered || context.hover.now == record.key) {
    list.AddRectFilled(area.min, area.max, theme.raised);
  }
  if (touched.hovered) context.hover.next = record.key;
  if (touched.clicked) commands.push("select", {record.key});
  if (touched.double_clicked) commands.push("goto-resource", {record.key});
  float x = area.min.x + context.px(kSideMargin + 10);
  const LifeState state = lifeAt(record, context.cursor);
  stateMark(context, list, {x, area.min.y}, height, state,
            theme.family(core::familyOf(record.type)), record.referenced);
  x += context.px(16);
  x += resourceLabel(context, list, x, area.min.y, height, x + context.px(190), record.key,
                     record.type);
  x = std::max(x + context.px(12), area.min.x + context.px(240));
  float right = area.max.x - context.px(12);
  right -=
      textRight(list, context.fonts.mono, right, area.min.y, height, theme.text_dim,
                formatDuration(report.at_ns > record.init_ns ? report.at_ns - record.init_ns : 0));
  // At the end of a finished session all of them are never destroyed: the heading has said so.
  const char* const fate = !report.session.finished || report.ended ? ""
                           : record.destroyed()                     ? "destroyed later"
                                                                    : "never destroyed";
  const float fate_right = right - context.px(20);
  const float fate_width =
      textRight(list, context.fonts.small, std::min(fate_right, area.max.x - context.px(110)),
                area.min.y, height, record.destroyed() ? theme.text_faint : theme.danger, fate);
  const std::string words =
      fmt::format("{}{}{}{}", lifeName(state), record.referenced ? "" : ", unref'd",
                  record.detail.empty() ? "" : "   ", record.detail);
  textCut(list, context.fonts.text, x, area.min.y, height,
          area.max.x - context.px(110) - fate_width - x - context.px(16), theme.text_dim, words);
}

}  // namespace uvscope::ui
