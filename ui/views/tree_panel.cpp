#include "ui/views/tree_panel.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/resource_label.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {
namespace {

constexpr float kIndent = 14;  // logical pixels
constexpr float kLeastIndent = 4;
constexpr float kNameRoom = 150;  // of a row, after its indentation
constexpr float kLeastDetail = 56;
constexpr float kMargin = 8;

std::string headingOf(storage::ParentKind by) {
  return by == storage::ParentKind::Trigger ? "Why" : "When";
}

const char* explanationOf(storage::ParentKind by) {
  return by == storage::ParentKind::Trigger ? "trigger parents" : "execution parents";
}

bool isSelected(const FrameContext& context, const TreeRow& row) {
  return row.kind == TreeRowKind::Node && context.state.selection == row.key;
}

}  // namespace

std::string TreePanel::treeName() const {
  return by_ == storage::ParentKind::Trigger ? "trigger" : "execution";
}

const TreePanel::Rows* TreePanel::ask(const FrameContext& context) {
  const Filtering& filtering = context.filtering;
  const Key key{context.session->generation, treeOf(context.state, by_), context.state.selection,
                filtering.shown, context.state.child_order};
  return context.source->ask<Key, Rows>(rows_, key,
                                        [by = by_, matches = filtering.matches, cache = orders_](
                                            storage::Session& session, const Key& wanted) {
                                          return rowsOf(session, by, wanted, matches.get(), *cache);
                                        });
}

TreePanel::Rows TreePanel::rowsOf(storage::Session& session, storage::ParentKind by, const Key& key,
                                  const FilterMatches* matches, OrderCache& cache) {
  if (matches != nullptr)
    return matchRows(session, by, key.tree, key.selection, matches->first, key.order);
  if (!cache.sorted || cache.generation != key.generation || cache.sorted->order() != key.order) {
    cache.sorted.emplace(session, by, key.order);
    cache.generation = key.generation;
  }
  return treeRows(session, by, key.tree, key.selection, &*cache.sorted);
}

void TreePanel::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  const Rows* const rows = ask(context);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float heading = context.px(24);
  const float x = area.min.x + context.px(kMargin + 4);
  const float used = textIn(list, context.fonts.strong, x, area.min.y, heading, context.theme.text,
                            headingOf(by_));
  textCut(list, context.fonts.small, x + used + context.px(8), area.min.y + context.px(1), heading,
          area.max.x - x - used - context.px(12), context.theme.text_faint, noteOf(context));
  if (rows == nullptr) return;
  const float row_height = context.px(kRow);
  ImGui::SetCursorScreenPos({area.min.x, area.min.y + heading});
  ImGui::BeginChild(treeName().c_str(), {area.width(), std::max(1.0F, area.height() - heading)},
                    false, ImGuiWindowFlags_NoBackground);
  followSelection(context, *rows, row_height);
  moveSelection(context, commands, *rows);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float indent = indentOf(context, *rows, width);
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(rows->size()), row_height);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const float top = origin.y + static_cast<float>(i) * row_height;
      const auto index = static_cast<std::size_t>(i);
      drawRow(context, commands, (*rows)[index], index, indent,
              {{origin.x, top}, {origin.x + width, top + row_height}});
    }
  }
  ImGui::SetCursorScreenPos({origin.x, origin.y + static_cast<float>(rows->size()) * row_height});
  if (rows->empty()) {
    const float margin = context.px(kMargin + 4);
    textWrapped(*ImGui::GetWindowDrawList(), context.fonts.text, {origin.x + margin, origin.y},
                std::max(1.0F, width - 2 * margin), context.theme.text_dim, whyEmpty(context));
  }
  ImGui::EndChild();
}

std::string TreePanel::noteOf(const FrameContext& context) const {
  const FilterMatches* const matches = context.filtering.matches.get();
  const ChildOrder order = context.state.child_order;
  if (matches == nullptr) {
    if (order == ChildOrder::Birth) return explanationOf(by_);
    return fmt::format("{}, {}{}", explanationOf(by_), order == ChildOrder::Alive ? "" : "by ",
                       childOrderName(order));
  }
  const std::uint64_t shown = std::min<std::uint64_t>(matches->hits, kMostMatches);
  if (matches->hits > shown) return fmt::format("the first {} matches", formatCount(shown));
  return formatPlural(matches->hits, "match");
}

std::string TreePanel::whyEmpty(const FrameContext& context) {
  const FilterMatches* const matches = context.filtering.matches.get();
  if (matches != nullptr) return whyNoMatch(*matches);
  return context.session->info.damage.empty() ? "No resources were made."
                                              : "None can be read: the file is damaged.";
}

float TreePanel::indentOf(const FrameContext& context, const Rows& rows, float width) {
  const std::pair answer(context.session_number, rows_.answers());
  if (std::exchange(deepest_of_, answer) != answer) {  // O(rows): on change, never per frame
    deepest_ = 0;
    for (const TreeRow& row : rows)
      deepest_ = std::max(deepest_, row.depth);
  }
  const float room = width - context.px(kNameRoom);
  const float fair = room / static_cast<float>(std::max<std::uint16_t>(deepest_, 1));
  return std::floor(std::clamp(fair, context.px(kLeastIndent), context.px(kIndent)));
}

void TreePanel::drawRow(const FrameContext& context, CommandQueue& commands, const TreeRow& row,
                        std::size_t index, float indent, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  // Very deep rows stand below each other: a name that nobody can read is worth less than a step.
  const float deepest = std::max(0.0F, area.width() - context.px(kNameRoom));
  const float first = area.min.x + context.px(kMargin);
  const float chevron_x = first + std::min(static_cast<float>(row.depth) * indent, deepest);
  const Area chevron{{chevron_x, area.min.y}, {chevron_x + context.px(kIndent), area.max.y}};
  const bool foldable = row.children > 0 && row.kind <= TreeRowKind::Group;
  ImGui::PushID(static_cast<int>(index));
  Touch chevron_touch;
  if (foldable) chevron_touch = touch("fold", chevron);
  const Touch touched =
      touch("row", {{foldable ? chevron.max.x : area.min.x, area.min.y}, area.max});
  ImGui::PopID();
  const bool linked = row.kind == TreeRowKind::Node && context.hover.now == row.key;
  const bool keys_elsewhere = context.state.row_focus && context.state.row_focus->tree == by_;
  if (keys_elsewhere ? isFocused(context, row) : isSelected(context, row)) {
    list.AddRectFilled(area.min, area.max, context.theme.selected);
    list.AddRectFilled(area.min, {area.min.x + context.px(2), area.max.y}, context.theme.cursor);
  } else if (touched.hovered || chevron_touch.hovered || linked || isSelected(context, row)) {
    list.AddRectFilled(area.min, area.max, context.theme.raised);
  }
  for (std::uint16_t depth = 0; depth < row.depth; ++depth) {
    const float step = static_cast<float>(depth) * indent;
    if (step >= deepest) break;
    const float x = first + step + context.px(kIndent / 2);
    list.AddRectFilled({x, area.min.y}, {x + 1, area.max.y}, context.theme.line);
  }
  if (foldable) {
    textIn(list, context.fonts.text, chevron_x + context.px(3), area.min.y, area.height(),
           chevron_touch.hovered ? context.theme.text : context.theme.text_dim,
           row.open ? icon::kOpened : icon::kClosed);
  }
  const float x = chevron.max.x;
  if (row.kind == TreeRowKind::Node) {
    drawNode(context, list, row, x, area);
    if (touched.hovered) context.hover.next = row.key;
    if (touched.clicked) commands.push("select", {row.key});
    if (touched.double_clicked && row.record) commands.push("goto-resource", {row.key});
  } else {
    drawGroup(context, list, row, x, area);
    if (touched.clicked) {
      stepOnto(commands, row);
      toggle(commands, row);
    }
  }
  if (chevron_touch.clicked) toggle(commands, row);
}

void TreePanel::drawNode(const FrameContext& context, ImDrawList& list, const TreeRow& row, float x,
                         const Area& area) {
  const Theme& theme = context.theme;
  const float height = area.height();
  float right = area.max.x - context.px(10);
  if (row.children > 0) {
    const std::string count = formatCount(row.children);
    const float width =
        textRight(list, context.fonts.mono, right, area.min.y, height, theme.text_faint, count);
    const Area number{{right - width, area.min.y}, {right, area.max.y}};
    if (ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(number.min, number.max)) {
      tooltip(context, row.children == 1 ? "1 child" : count + " children",
              fmt::format("resources that have this one as their {} parent", treeName()));
    }
    right -= width + context.px(8);
  }
  if (!row.record) {
    resourceLabel(context, list, x, area.min.y, height, right, row.key, std::nullopt);
    return;
  }
  const storage::ResourceRecord& record = *row.record;
  const LifeState state = lifeAt(record, context.cursor);
  // An ancestor that only leads to matches is as faint as what is gone.
  const bool gone = !row.matches || state == LifeState::Unborn || state == LifeState::Destroyed;
  const Rgba family = theme.family(core::familyOf(record.type));
  if (!record.destroyed() && context.session->info.finished) {
    const float width = textWidth(context.fonts.small, icon::kWarning);
    right -= width;
    textIn(list, context.fonts.small, right, area.min.y, height,
           gone ? faded(theme.danger, 50) : theme.danger, icon::kWarning);
    right -= context.px(6);
  }
  if (record.diverges()) {
    const float width = textWidth(context.fonts.small, icon::kDiverges);
    right -= width;
    textIn(list, context.fonts.small, right, area.min.y, height,
           gone                                  ? theme.text_faint
           : by_ == storage::ParentKind::Trigger ? theme.when
                                                 : theme.why,
           icon::kDiverges);
    right -= context.px(6);
  }
  stateMark(context, list, {x, area.min.y}, height, state, family, record.referenced);
  x += context.px(14);
  x += resourceLabel(context, list, x, area.min.y, height, right, row.key, record.type,
                     {gone, false});
  const float room = right - x - context.px(8);
  if (room < context.px(kLeastDetail) && textWidth(context.fonts.small, record.detail) > room)
    return;  // its first letters tell nothing
  textCut(list, context.fonts.small, x + context.px(8), area.min.y, height, room,
          gone ? theme.text_faint : theme.text_dim, record.detail);
}

void TreePanel::drawGroup(const FrameContext& context, ImDrawList& list, const TreeRow& row,
                          float x, const Area& area) {
  const Theme& theme = context.theme;
  const float height = area.height();
  if (row.kind != TreeRowKind::Group) {
    const bool sorted = context.state.child_order != ChildOrder::Birth && !row.unsorted;
    std::string text = row.kind == TreeRowKind::EarlierPage
                           ? formatCount(row.children) + (sorted ? " before these…" : " earlier…")
                       : row.kind == TreeRowKind::LaterPage
                           ? formatCount(row.children) + (sorted ? " more…" : " later…")
                           : std::string("More rows are open than can be shown; fold some.");
    if (row.unsorted) text += "  too many to sort";
    textCut(list, context.fonts.text, x, area.min.y, height, area.max.x - x, theme.accent, text);
    return;
  }
  float right = area.max.x - context.px(10);
  const bool leaks = context.session->info.finished &&
                     std::any_of(row.lives.begin(), row.lives.end(),
                                 [](const auto& life) { return life.second == storage::kNoSeq; });
  if (leaks) {
    right -= textRight(list, context.fonts.small, right, area.min.y, height, theme.danger,
                       icon::kWarning) +
             context.px(6);
  }
  const std::uint64_t alive = aliveIn(row, context.cursor.seq);
  const Rgba family = theme.family(core::familyOf(row.type));
  const char* const glyph = familyIcon(core::familyOf(row.type));
  x += context.px(14);
  const float icon_room = context.px(16);
  textIn(list, context.fonts.small, x + (icon_room - textWidth(context.fonts.small, glyph)) / 2,
         area.min.y, height, alive > 0 ? family : faded(family, 50), glyph);
  x += icon_room + context.px(3);
  const Rgba color = alive > 0 ? theme.text : theme.text_faint;
  x += textIn(list, context.fonts.mono, x, area.min.y, height, color,
              formatCount(row.children) + " ×") +
       context.px(5);
  const std::string name = context.session->typeName(row.type);
  const float room = right - x - context.px(6);
  // Beside the name, with its word: the column at the right edge counts children, nothing else.
  std::string counts = alive == 0 ? std::string() : formatCount(alive) + " open";
  const float counts_room = textWidth(context.fonts.small, counts) + context.px(8);
  if (textWidth(context.fonts.mono, "TCP…") + counts_room > room) counts.clear();
  x += textCut(list, context.fonts.text, x, area.min.y, height,
               counts.empty() ? room : room - counts_room, color, name);
  textIn(list, context.fonts.small, x + context.px(8), area.min.y, height, theme.text_dim, counts);
}

void TreePanel::toggle(CommandQueue& commands, const TreeRow& row) const {
  const Argument tree = treeName();
  switch (row.kind) {
    case TreeRowKind::Node:
      commands.push(row.open ? "fold" : "unfold", {tree, row.key});
      break;
    case TreeRowKind::Group:
      commands.push(row.open ? "close-group" : "open-group",
                    {tree, row.key, std::uint64_t{row.type.value}});
      break;
    case TreeRowKind::EarlierPage:
    case TreeRowKind::LaterPage:
      commands.push("tree-page", {tree, row.key, row.page});
      break;
    case TreeRowKind::TooMany:
      break;
  }
}

void TreePanel::stepOnto(CommandQueue& commands, const TreeRow& row) const {
  const Argument tree = treeName();
  switch (row.kind) {
    case TreeRowKind::Node:
      commands.push("select", {row.key});
      break;
    case TreeRowKind::Group:
      commands.push("focus-row",
                    {tree, row.key, std::string("group"), std::uint64_t{row.type.value}});
      break;
    case TreeRowKind::EarlierPage:
      commands.push("focus-row", {tree, row.key, std::string("earlier")});
      break;
    case TreeRowKind::LaterPage:
      commands.push("focus-row", {tree, row.key, std::string("later")});
      break;
    case TreeRowKind::TooMany:
      break;
  }
}

bool TreePanel::isFocused(const FrameContext& context, const TreeRow& row) const {
  const auto& focus = context.state.row_focus;
  return focus && focus->tree == by_ && row.kind == focus->kind && row.key == focus->parent &&
         row.type == focus->type;
}

void TreePanel::followSelection(const FrameContext& context, const Rows& rows, float row_height) {
  if (shown_selection_ != context.state.selection || shown_focus_ != context.state.row_focus) {
    shown_selection_ = context.state.selection;
    shown_focus_ = context.state.row_focus;
    scroll_to_selection_ = shown_selection_.has_value() || shown_focus_.has_value();
  }
  if (!scroll_to_selection_ || !rows_.current()) return;
  scroll_to_selection_ = false;
  const auto at = currentRow(rows, by_, context.state);
  if (!at) return;
  const float top = static_cast<float>(*at) * row_height;
  const float seen = ImGui::GetScrollY();
  const float height = ImGui::GetWindowHeight();
  if (top < seen || top + row_height > seen + height) ImGui::SetScrollY(top - height / 2);
}

void TreePanel::moveSelection(const FrameContext& context, CommandQueue& commands,
                              const Rows& rows) {
  const ViewState& state = context.state;
  if (moves_seen_ == state.tree_move.serial || !rows_.current()) return;
  moves_seen_ = state.tree_move.serial;
  // The tree that the keys stand in; else the one that is shown, the first of both.
  const auto focused = state.row_focus && state.tree_mode == TreeMode::Both
                           ? state.row_focus->tree
                           : storage::ParentKind::Trigger;
  const auto answering =
      state.tree_mode == TreeMode::Execution ? storage::ParentKind::Execution : focused;
  if (answering != by_) return;
  answer(commands, rows, answerStep(rows, currentRow(rows, by_, state), state.tree_move.step));
}

void TreePanel::answer(CommandQueue& commands, const Rows& rows, const RowAnswer& answer) const {
  if (answer.go_to) stepOnto(commands, rows[*answer.go_to]);
  if (!answer.toggle) return;
  const TreeRow& row = rows[*answer.toggle];
  if (row.kind == TreeRowKind::Node) {
    commands.push(row.open ? "fold-selection" : "unfold-selection");  // in both trees
  } else {
    toggle(commands, row);
  }
}

}  // namespace uvscope::ui
