// What a person is told of a filter while it is typed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace uvscope::ui {

struct FilterProblem {
  std::string message;  // "no state 'wating'; did you mean 'waiting'?"
  // The text in three parts: before the fault, the word at fault (empty: the end of the text is),
  // after it. Before and after may be cut with "…".
  std::string before, at, after;
};

// Nothing: `text` is a filter.
std::optional<FilterProblem> filterProblem(std::string_view text);

}  // namespace uvscope::ui
