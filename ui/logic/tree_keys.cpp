#include "ui/logic/tree_keys.h"

#include <algorithm>

namespace uvscope::ui {
namespace {

bool canStandOn(const TreeRow& row) {
  return row.kind != TreeRowKind::TooMany;
}

RowAnswer neighbour(const std::vector<TreeRow>& rows, std::optional<std::size_t> current,
                    bool down) {
  if (down) {
    for (std::size_t at = current ? *current + 1 : 0; at < rows.size(); ++at) {
      if (canStandOn(rows[at])) return {at, {}};
    }
    return {};
  }
  for (std::size_t at = current.value_or(rows.size()); at > 0; --at) {
    if (canStandOn(rows[at - 1])) return {at - 1, {}};
  }
  return {};
}

RowAnswer parentOf(const std::vector<TreeRow>& rows, std::size_t current) {
  for (std::size_t at = current; at > 0; --at) {
    if (rows[at - 1].depth < rows[current].depth) return {at - 1, {}};
  }
  return {};
}

bool foldable(const TreeRow& row) {
  return row.children > 0 && row.kind <= TreeRowKind::Group;
}

}  // namespace

std::optional<std::size_t> currentRow(const std::vector<TreeRow>& rows, storage::ParentKind by,
                                      const ViewState& state) {
  const auto& focus = state.row_focus;
  const bool focused = focus && focus->tree == by;
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const TreeRow& row) {
    if (!focused) return row.kind == TreeRowKind::Node && state.selection == row.key;
    return row.kind == focus->kind && row.key == focus->parent && row.type == focus->type;
  });
  if (found == rows.end()) return std::nullopt;
  return static_cast<std::size_t>(found - rows.begin());
}

RowAnswer answerStep(const std::vector<TreeRow>& rows, std::optional<std::size_t> current,
                     RowStep step) {
  if (step == RowStep::Up || step == RowStep::Down || !current)
    return neighbour(rows, current, step == RowStep::Down || step == RowStep::Open);
  const TreeRow& row = rows[*current];
  if (step == RowStep::Close) {
    if (foldable(row) && row.open) return {{}, current};
    return parentOf(rows, *current);
  }
  if (row.kind == TreeRowKind::EarlierPage || row.kind == TreeRowKind::LaterPage)
    return {{}, current};
  if (!foldable(row)) return {};
  return row.open ? neighbour(rows, current, true) : RowAnswer{{}, current};
}

}  // namespace uvscope::ui
