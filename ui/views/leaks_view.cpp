#include "ui/views/leaks_view.h"

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kMargin = 12;

std::string originOf(const FrameContext& context, const OpenGroup& group) {
  if (group.origin.empty()) return "made by the main program or the loop";
  std::string out = "from ";
  for (std::size_t i = 0; i < group.origin.size(); ++i) {
    out += (i == 0 ? "" : " ← ") + context.session->typeName(group.origin[i]);
  }
  return out;
}

std::string summaryOf(const FrameContext& context, const OpenResources& open) {
  if (open.count == 0) return "Nothing is open at this event.";
  const bool finished = context.session->info.finished;
  std::string out = fmt::format("{} {} open at this event", formatPlural(open.count, "resource"),
                                open.count == 1 ? "is" : "are");
  if (finished && open.never_destroyed == 0) return out + "; all of them are destroyed later.";
  if (finished) {
    out += open.never_destroyed == open.count
               ? std::string("; none of them is ever destroyed.")
               : fmt::format("; {} of them never destroyed.", formatCount(open.never_destroyed));
  } else {
    out += ".";
  }
  if (open.looked_at < open.count) {
    out += fmt::format("  The oldest {} are listed.", formatCount(open.looked_at));
  }
  return out;
}

}  // namespace

std::vector<LeaksView::Line> LeaksView::linesOf(const OpenResources& open) {
  std::vector<Line> lines;
  for (const OpenGroup& group : open.groups) {
    lines.push_back({&group, nullptr});
    for (const auto& member : group.members)
      lines.push_back({&group, &member});
  }
  return lines;
}

void LeaksView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const Key key{context.session->generation, context.state.cursor};
  const OpenResources* const open = context.source->ask<Key, OpenResources>(
      open_, key, [](storage::Session& session, const Key& wanted) {
        return openResources(session, wanted.cursor);
      });
  if (open == nullptr) return;
  const float row = context.px(kRow);
  const float summary = context.px(28);
  drawSummary(context, {area.min, {area.max.x, area.min.y + summary}}, *open);
  const auto lines = linesOf(*open);
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
      const Area line_area{{origin.x, top}, {origin.x + width, top + row}};
      const Line& line = lines[static_cast<std::size_t>(i)];
      if (line.member == nullptr) {
        drawGroup(context, line_area, *line.group, open->at_ns);
      } else {
        drawMember(context, commands, line_area, *line.member, open->at_ns);
      }
    }
  }
  ImGui::EndChild();
}

void LeaksView::drawSummary(const FrameContext& context, const Area& area,
                            const OpenResources& open) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float x = area.min.x + context.px(kMargin);
  if (open.never_destroyed > 0 && context.session->info.finished) {
    x += textIn(list, context.fonts.text, x, area.min.y, area.height(), context.theme.danger,
                icon::kWarning) +
         context.px(7);
  }
  textCut(list, context.fonts.text, x, area.min.y, area.height(), area.max.x - x,
          context.theme.text_dim, summaryOf(context, open));
}

void LeaksView::drawGroup(const FrameContext& context, const Area& area, const OpenGroup& group,
                          std::uint64_t now_ns) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const float height = area.height();
  list.AddRectFilled(area.min, {area.max.x, area.min.y + 1}, theme.line);
  float x = area.min.x + context.px(kMargin);
  const Rgba family = theme.family(core::familyOf(group.type));
  x += pill(context, list, {x, area.min.y}, height, family,
            fmt::format("{} {}", familyIcon(core::familyOf(group.type)),
                        context.session->typeName(group.type))) +
       context.px(8);
  x += textIn(list, context.fonts.strong, x, area.min.y, height, theme.text,
              "× " + formatCount(group.members.size())) +
       context.px(10);
  const std::uint64_t born = group.members.front().init_ns;
  const std::string age = "oldest " + formatDuration(now_ns > born ? now_ns - born : 0);
  const float right = area.max.x - context.px(12);
  const float age_width =
      textRight(list, context.fonts.small, right, area.min.y, height, theme.text_faint, age);
  textCut(list, context.fonts.text, x, area.min.y, height, right - age_width - x - context.px(12),
          theme.text_dim, originOf(context, group));
}

void LeaksView::drawMember(const FrameContext& context, CommandQueue& commands, const Area& area,
                           const storage::ResourceRecord& record, std::uint64_t now_ns) {
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
  float x = area.min.x + context.px(kMargin + 10);
  const LifeState state = lifeAt(record, context.cursor);
  stateMark(context, list, {x, area.min.y}, height, state,
            theme.family(core::familyOf(record.type)), record.referenced);
  x += context.px(16);
  x += resourceLabel(context, list, x, area.min.y, height, x + context.px(190), record.key,
                     record.type);
  x = std::max(x + context.px(12), area.min.x + context.px(240));
  float right = area.max.x - context.px(12);
  right -= textRight(list, context.fonts.mono, right, area.min.y, height, theme.text_dim,
                     formatDuration(now_ns > record.init_ns ? now_ns - record.init_ns : 0));
  const char* const fate = !context.session->info.finished ? ""
                           : record.destroyed()            ? "destroyed later"
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
