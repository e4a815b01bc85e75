#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "ui/handlers.h"

namespace uvscope::ui::handlers {
namespace {

TreeState& treeNamed(ViewState& state, const Argument& argument) {
  const bool trigger = std::get<std::string>(argument) == "trigger";
  return treeOf(state, trigger ? storage::ParentKind::Trigger : storage::ParentKind::Execution);
}

core::ResourceKey keyOf(const Argument& argument) {
  return std::get<core::ResourceKey>(argument);
}

core::Result<TypeFold> groupOf(const Arguments& arguments) {
  const auto type = std::get<std::uint64_t>(arguments.at(2));
  if (type > 0xFFFF) return core::Error{core::ErrorCode::Usage, "types are numbered up to 65535"};
  return TypeFold{keyOf(arguments.at(1)), core::TypeId{static_cast<std::uint16_t>(type)}};
}

void moveRow(ViewState& state, RowStep step) {
  state.tree_move = {state.tree_move.serial + 1, step};
}

}  // namespace

core::Result<void> tree(CommandContext& context, const Arguments& arguments) {
  const auto& mode = std::get<std::string>(arguments.at(0));
  context.state.tree_mode = mode == "trigger"     ? TreeMode::Trigger
                            : mode == "execution" ? TreeMode::Execution
                                                  : TreeMode::Both;
  return {};
}

core::Result<void> treeTrigger(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.tree_mode = TreeMode::Trigger;
  return {};
}

core::Result<void> treeExecution(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.tree_mode = TreeMode::Execution;
  return {};
}

core::Result<void> treeBoth(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.tree_mode = TreeMode::Both;
  return {};
}

core::Result<void> sortChildren(CommandContext& context, const Arguments& arguments) {
  static constexpr std::array<std::pair<std::string_view, ChildOrder>, 7> kOrders = {
      {{"birth", ChildOrder::Birth},
       {"time", ChildOrder::Time},
       {"total-time", ChildOrder::TotalTime},
       {"size", ChildOrder::Size},
       {"children", ChildOrder::Children},
       {"last-event", ChildOrder::LastEvent},
       {"alive", ChildOrder::Alive}}};
  ChildOrder& order = context.state.child_order;
  if (arguments.empty()) {
    const auto now = std::ranges::find(kOrders, order, [](const auto& one) { return one.second; });
    order = std::next(now) == kOrders.end() ? ChildOrder::Birth : std::next(now)->second;
    return {};
  }
  for (const auto& [name, known] : kOrders) {
    if (name == std::get<std::string>(arguments.front())) order = known;
  }
  return {};
}

core::Result<void> unfoldSelection(CommandContext& context, const Arguments& /*arguments*/) {
  for (TreeState& tree : context.state.trees)
    tree.unfolded[*context.state.selection] = true;
  return {};
}

core::Result<void> foldSelection(CommandContext& context, const Arguments& /*arguments*/) {
  for (TreeState& tree : context.state.trees)
    tree.unfolded[*context.state.selection] = false;
  return {};
}

core::Result<void> unfold(CommandContext& context, const Arguments& arguments) {
  treeNamed(context.state, arguments.at(0)).unfolded[keyOf(arguments.at(1))] = true;
  return {};
}

core::Result<void> fold(CommandContext& context, const Arguments& arguments) {
  treeNamed(context.state, arguments.at(0)).unfolded[keyOf(arguments.at(1))] = false;
  return {};
}

core::Result<void> openGroup(CommandContext& context, const Arguments& arguments) {
  const auto group = groupOf(arguments);
  if (!group) return group.error();
  treeNamed(context.state, arguments.at(0)).open_groups.insert(*group);
  return {};
}

core::Result<void> closeGroup(CommandContext& context, const Arguments& arguments) {
  const auto group = groupOf(arguments);
  if (!group) return group.error();
  treeNamed(context.state, arguments.at(0)).open_groups.erase(*group);
  return {};
}

core::Result<void> treePage(CommandContext& context, const Arguments& arguments) {
  treeNamed(context.state, arguments.at(0)).pages[keyOf(arguments.at(1))] =
      std::get<std::uint64_t>(arguments.at(2));
  return {};
}

core::Result<void> rowDown(CommandContext& context, const Arguments& /*arguments*/) {
  moveRow(context.state, RowStep::Down);
  return {};
}

core::Result<void> rowUp(CommandContext& context, const Arguments& /*arguments*/) {
  moveRow(context.state, RowStep::Up);
  return {};
}

core::Result<void> rowOpen(CommandContext& context, const Arguments& /*arguments*/) {
  moveRow(context.state, RowStep::Open);
  return {};
}

core::Result<void> rowClose(CommandContext& context, const Arguments& /*arguments*/) {
  moveRow(context.state, RowStep::Close);
  return {};
}

core::Result<void> focusRow(CommandContext& context, const Arguments& arguments) {
  const auto& kind = std::get<std::string>(arguments.at(2));
  RowFocus focus;
  if (std::get<std::string>(arguments.at(0)) != "trigger")
    focus.tree = storage::ParentKind::Execution;
  focus.kind = kind == "group"     ? TreeRowKind::Group
               : kind == "earlier" ? TreeRowKind::EarlierPage
                                   : TreeRowKind::LaterPage;
  focus.parent = keyOf(arguments.at(1));
  const auto type = arguments.size() > 3 ? std::get<std::uint64_t>(arguments.at(3)) : 0;
  if (type > 0xFFFF) return core::Error{core::ErrorCode::Usage, "types are numbered up to 65535"};
  focus.type = core::TypeId{static_cast<std::uint16_t>(type)};
  context.state.row_focus = focus;
  return {};
}

}  // namespace uvscope::ui::handlers
