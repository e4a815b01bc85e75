#include "core/near_words.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace uvscope::core {
namespace {

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> nearWords(std::string_view word,
                                        const std::vector<std::string_view>& names) {
  std::vector<std::pair<std::size_t, std::string_view>> scored;
  for (const std::string_view name : names) {
    const bool contains = !word.empty() && name.find(word) != std::string_view::npos;
    const std::size_t score = contains ? 0 : distance(word, name);
    if (score <= std::max<std::size_t>(2, word.size() / 3)) scored.emplace_back(score, name);
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> out;
  for (const auto& [score, name] : scored) {
    if (out.size() < 3) out.push_back(name);
  }
  return out;
}

}  // namespace uvscope::core
