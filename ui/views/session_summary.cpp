#include "ui/views/session_summary.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

std::int64_t nowUnixMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void typeRow(const FrameContext& context, PageLayout& page, const storage::TypeTotal& total) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const Rgba family = theme.family(core::familyOf(total.type));
  const char* const glyph = familyIcon(core::familyOf(total.type));
  const float room = context.px(16);
  textIn(list, context.fonts.small,
         page.left() + (room - textWidth(context.fonts.small, glyph)) / 2, page.y(), page.row(),
         family, glyph);
  const float column = context.px(58);
  textRight(list, context.fonts.mono, page.right(), page.y(), page.row(),
            total.alive > 0 ? theme.text : theme.text_faint, formatCount(total.alive));
  const float made = textRight(list, context.fonts.mono, page.right() - column, page.y(),
                               page.row(), theme.text_dim, formatCount(total.total));
  const float x = page.left() + room + context.px(4);
  textCut(list, context.fonts.text, x, page.y(), page.row(),
          page.right() - column - made - context.px(8) - x, theme.text,
          context.session->typeName(total.type));
  page.skip(page.row());
}

void typeTable(const FrameContext& context, PageLayout& page) {
  page.section("Types");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float heading = page.y() - page.row() - context.px(2);
  const float column = context.px(58);
  textRight(list, context.fonts.small, page.right(), heading, page.row(), context.theme.text_faint,
            "open");
  textRight(list, context.fonts.small, page.right() - column, heading, page.row(),
            context.theme.text_faint, "made");
  auto types = context.session->types;
  std::stable_sort(types.begin(), types.end(),
                   [](const auto& a, const auto& b) { return a.total > b.total; });
  for (const storage::TypeTotal& total : types)
    typeRow(context, page, total);
}

}  // namespace

void drawSessionSummary(const FrameContext& context, CommandQueue& commands) {
  PageLayout page(context);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const storage::SessionInfo& info = context.session->info;
  textCut(list, context.fonts.strong, page.left(), page.y(), page.row(), page.width(),
          context.theme.text, "This session");
  page.skip(page.row());
  page.paragraph(info.program, context.theme.text_dim);
  if (!info.damage.empty()) {
    page.section("This file is damaged");
    page.paragraph(info.damage, context.theme.danger);
  }
  page.skip(context.px(4));
  page.fact("recorded", formatWhen(info.recorded_unix_ms, nowUnixMs()));
  page.fact("duration", formatDuration(info.duration_ns));
  page.fact("processes", formatCount(context.session->processes.size()));
  page.fact("threads", formatCount(context.session->contexts.size()));
  page.fact(info.finished ? "open at the end" : "open now", formatCount(info.alive));
  if (info.alive > 0) {
    page.skip(context.px(6));
    textButton(context, commands, {page.left(), page.y()}, icon::kWarning, "Show what is open",
               makeCommand("tab", {std::string("leaks")}));
    page.skip(context.px(kButton + 4));
  }
  if (info.resources > 0) {
    typeTable(context, page);
    page.section("Select a resource");
    page.paragraph(
        "Click one in a tree, the timeline or the event list to see why it exists, when it was "
        "made and what its callbacks cost.",
        context.theme.text_dim);
  } else if (!info.damage.empty()) {
    page.section("Nothing can be shown");
    page.paragraph("No event of this recording could be read.", context.theme.text_dim);
  } else if (!context.source->growing()) {
    page.section("Nothing was recorded");
    page.paragraph(
        "The program made no call of the system's libuv: it may not use libuv, may contain a copy "
        "of its own, or may have ended before its first call.",
        context.theme.text_dim);
  } else {
    page.section("Nothing has been recorded yet");
    page.paragraph("What the program makes appears here by itself.", context.theme.text_dim);
  }
  page.finish();
}

}  // namespace uvscope::ui
