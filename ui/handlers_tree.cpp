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

void moveRow(ViewState& state, int rows) {
  state.tree_move = {state.tree_move.serial + 1, rows};
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
  moveRow(context.state, 1);
  return {};
}

core::Result<void> rowUp(CommandContext& context, const Arguments& /*arguments*/) {
  moveRow(context.state, -1);
  return {};
}

}  // namespace uvscope::ui::handlers
