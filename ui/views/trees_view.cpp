#include "ui/views/trees_view.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/text.h"

namespace uvscope::ui {

namespace {

constexpr float kBothFrom = 400;  // logical pixels

}  // namespace

void TreesView::draw(const FrameContext& context, CommandQueue& commands, const Area& area) {
  panel(context, area);
  // Two columns of beginnings of words help nobody: the first tree alone, the other by its tab.
  const bool narrow = area.width() < context.px(kBothFrom);
  const TreeMode mode = narrow && context.state.tree_mode == TreeMode::Both
                            ? TreeMode::Trigger
                            : context.state.tree_mode;
  const auto choice = [mode](const char* label, const char* argument, TreeMode which) {
    return Segment{label, makeCommand("tree", {std::string(argument)}), mode == which};
  };
  segments(context, commands, {area.min.x + context.px(6), area.min.y + context.px(5)},
           {choice("Trigger", "trigger", TreeMode::Trigger),
            choice("Execution", "execution", TreeMode::Execution),
            choice("Both", "both", TreeMode::Both)});
  iconButton(context, commands, {area.max.x - context.px(kButton + 6), area.min.y + context.px(4)},
             icon::kSort, makeCommand("sort-children"),
             context.state.child_order != ChildOrder::Birth);
  const Area below{{area.min.x, area.min.y + context.px(kHeader)}, area.max};
  if (mode == TreeMode::Trigger) return why_.draw(context, commands, below);
  if (mode == TreeMode::Execution) return when_.draw(context, commands, below);
  const auto middle = static_cast<float>(static_cast<int>((below.min.x + below.max.x) / 2));
  why_.draw(context, commands, {below.min, {middle, below.max.y}});
  when_.draw(context, commands, {{middle + 1, below.min.y}, below.max});
  ImGui::GetWindowDrawList()->AddRectFilled({middle, below.min.y}, {middle + 1, below.max.y},
                                            context.theme.line);
}

}  // namespace uvscope::ui
