// What scenarios with a corrupt stack say of a child's standard error.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace uvscope::oracle {

// `text` with the number that follows `label` replaced by `name`; as it is where there is none.
inline std::string withName(std::string text, std::string_view label, std::string_view name) {
  const auto place = text.find(label);
  if (place == std::string::npos) return text;
  const auto begin = place + label.size();
  const auto end = text.find_first_not_of("0123456789", begin);
  const auto count = (end == std::string::npos ? text.size() : end) - begin;
  return count == 0 ? text : text.replace(begin, count, name);
}

// The first line in quotes, the two ids in it replaced by `actual` and X.
inline auto withoutIds(std::string actual) {
  return [actual = std::move(actual)](const std::vector<std::string>& lines) {
    std::string first = lines.empty() ? "" : lines.front();
    first = withName(std::move(first), "actual: ", actual);
    first = withName(std::move(first), "expected: ", "X");
    return std::vector<std::string>{'"' + first + '"'};
  };
}

}  // namespace uvscope::oracle
