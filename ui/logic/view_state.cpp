#include "ui/logic/view_state.h"

namespace uvscope::ui {
namespace {

constexpr std::size_t kMostPlaces = 500;

}  // namespace

core::Filter everything() {
  return *core::parseFilter({});
}

void ViewState::say(std::string text, bool is_error) {
  notice = {std::move(text), is_error, notice.serial + 1};
}

void ViewState::visit(const Place& to) {
  if (to == place()) return;
  back.push_back(place());
  if (back.size() > kMostPlaces) back.erase(back.begin());
  forward.clear();
  if (to.selection != selection) row_focus.reset();
  selection = to.selection;
  cursor = to.cursor;
}

TreeState& treeOf(ViewState& state, storage::ParentKind by) {
  return state.trees.at(static_cast<std::size_t>(by));
}

const TreeState& treeOf(const ViewState& state, storage::ParentKind by) {
  return state.trees.at(static_cast<std::size_t>(by));
}

}  // namespace uvscope::ui
