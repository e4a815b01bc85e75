#include "ui/views/session_summary.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "core/wall_clock.h"
#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/page.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr std::uint32_t kSlices = 48;
constexpr float kNumberColumn = 58;  // of numbers

// A type, how many of it there are, and how that went.
struct TypeRow {
  storage::TypeTotal total;
  std::uint64_t alive = 0;                            // at the cursor
  const std::vector<std::uint64_t>* curve = nullptr;  // null: not known, or none was alive
};

// How many were alive over the whole run: behind the name of the type.
void curve(const FrameContext& context, const PageLayout& page, const TypeRow& row, float left,
           float right) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Rgba shade = faded(context.theme.family(core::familyOf(row.total.type)), 26);
  const float bottom = page.y() + page.row() - context.px(1);
  const float height = page.row() - context.px(3);
  const auto most = static_cast<float>(std::max<std::uint64_t>(1, std::ranges::max(*row.curve)));
  const float step = (right - left) / static_cast<float>(row.curve->size());
  for (std::size_t i = 0; i < row.curve->size(); ++i) {
    const std::uint64_t alive = (*row.curve)[i];
    if (alive == 0) continue;
    const float x = left + static_cast<float>(i) * step;
    const float tall = std::max(1.0F, static_cast<float>(alive) / most * height);
    list.AddRectFilled({x, bottom - tall}, {x + step, bottom}, shade);
  }
}

void typeRow(const FrameContext& context, PageLayout& page, const TypeRow& row) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const core::TypeId type = row.total.type;
  const Rgba family = theme.family(core::familyOf(type));
  const char* const glyph = familyIcon(core::familyOf(type));
  const float room = context.px(16);
  textIn(list, context.fonts.small,
         page.left() + (room - textWidth(context.fonts.small, glyph)) / 2, page.y(), page.row(),
         family, glyph);
  const float column = context.px(kNumberColumn);
  textRight(list, context.fonts.mono, page.right(), page.y(), page.row(),
            row.alive > 0 ? theme.text : theme.text_faint, formatCount(row.alive));
  const float made = textRight(list, context.fonts.mono, page.right() - column, page.y(),
                               page.row(), theme.text_dim, formatCount(row.total.total));
  const float right = page.right() - column - made - context.px(8);
  const float x = page.left() + room + context.px(4);
  if (row.curve != nullptr) curve(context, page, row, x, page.right() - 2 * column);
  textCut(list, context.fonts.text, x, page.y(), page.row(), right - x, theme.text,
          context.session->typeName(type));
  page.skip(page.row());
}

void typeTable(const FrameContext& context, PageLayout& page,
               const std::vector<storage::TypeAlive>* alive,
               const std::vector<storage::TypeCurve>* curves) {
  page.section("Types", alive == nullptr ? "" : "at the cursor");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float heading = page.y() - page.row() - context.px(2);
  const float column = context.px(kNumberColumn);
  const Rgba faint = context.theme.text_faint;
  textRight(list, context.fonts.small, page.right(), heading, page.row(), faint, "open");
  textRight(list, context.fonts.small, page.right() - column, heading, page.row(), faint, "made");
  auto types = context.session->types;
  std::ranges::stable_sort(types, std::ranges::greater{}, &storage::TypeTotal::total);
  for (const storage::TypeTotal& total : types) {
    TypeRow row{total, total.alive};
    if (alive != nullptr) {
      const auto found = std::ranges::find(*alive, total.type, &storage::TypeAlive::type);
      row.alive = found == alive->end() ? 0 : found->alive;
    }
    if (curves != nullptr) {
      const auto found = std::ranges::find(*curves, total.type, &storage::TypeCurve::type);
      if (found != curves->end()) row.curve = &found->alive;
    }
    typeRow(context, page, row);
  }
}

}  // namespace

void SessionSummary::ask(const FrameContext& context) {
  const Moment moment{context.session->generation, context.state.cursor};
  context.source->ask<Moment, std::vector<storage::TypeAlive>>(
      alive_, moment, [](storage::Session& session, const Moment& wanted) {
        return session.aliveByType(wanted.cursor);
      });
  context.source->ask<std::uint64_t, std::vector<storage::TypeCurve>>(
      curves_, moment.generation, [](storage::Session& session, std::uint64_t) {
        return session.aliveCurves(0, session.info().duration_ns + 1, kSlices);
      });
}

void SessionSummary::draw(const FrameContext& context, CommandQueue& commands) {
  ask(context);
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
  page.fact("recorded", formatWhen(info.recorded_unix_ms, core::unixMs()));
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
    const bool at_end = context.state.cursor >= info.events;
    typeTable(context, page, at_end ? nullptr : alive_.latest(), curves_.latest());
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
