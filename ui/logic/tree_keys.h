// Where the arrow keys lead in a tree.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ui/logic/tree_rows.h"

namespace uvscope::ui {

// The row that the keys stand on: the focused one, else the selection.
std::optional<std::size_t> currentRow(const std::vector<TreeRow>& rows, storage::ParentKind by,
                                      const ViewState& state);

struct RowAnswer {
  std::optional<std::size_t> go_to;   // a row
  std::optional<std::size_t> toggle;  // a row that opens or closes, or a page that is turned to
};

// Nothing of both: there is no way on. From nowhere, Down leads to the first row and Up to the
// last.
RowAnswer answerStep(const std::vector<TreeRow>& rows, std::optional<std::size_t> current,
                     RowStep step);

}  // namespace uvscope::ui
