#include "core/analysis/filter.h"

#include <algorithm>
#include <utility>

namespace uvscope::core {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool sameLetter(char a, char b) {
  return lower(a) == lower(b);
}

bool sameWord(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, sameLetter);
}

// Goes back to the last star alone: at worst the product of both lengths, whatever the pattern.
bool globMatches(std::string_view pattern, std::string_view word) {
  std::size_t p = 0;
  std::size_t w = 0;
  std::size_t star = kNone;
  std::size_t resume = 0;
  while (w < word.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = w;
    } else if (p < pattern.size() && (pattern[p] == '?' || sameLetter(pattern[p], word[w]))) {
      ++p;
      ++w;
    } else if (star != kNone) {
      p = star + 1;
      w = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == kNone;
}

}  // namespace

std::string_view lifeStateName(LifeState state) {
  switch (state) {
    case LifeState::Unborn:
      return "unborn";
    case LifeState::Created:
      return "created";
    case LifeState::Running:
      return "running";
    case LifeState::Waiting:
      return "waiting";
    case LifeState::Settled:
      return "settled";
    case LifeState::Closing:
      return "closing";
    case LifeState::Destroyed:
      return "destroyed";
  }
  return {};
}

bool FilterPattern::matchesWhole(std::string_view word) const {
  return glob ? globMatches(text, word) : sameWord(text, word);
}

bool FilterPattern::matchesPart(std::string_view whole) const {
  if (glob) return globMatches('*' + text + '*', whole);
  return std::search(whole.begin(), whole.end(), text.begin(), text.end(), sameLetter) !=
             whole.end() ||
         text.empty();
}

Filter joined(Filter first, const Filter& second) {
  if (second.empty()) return first;
  if (first.empty()) return second;
  const std::size_t first_root = first.nodes.size() - 1;
  const std::size_t terms = first.terms.size();
  const std::size_t nodes = first.nodes.size();
  first.terms.insert(first.terms.end(), second.terms.begin(), second.terms.end());
  for (FilterNode node : second.nodes) {
    node.term += terms;
    for (std::size_t& child : node.children)
      child += nodes;
    first.nodes.push_back(std::move(node));
  }
  const std::size_t second_root = first.nodes.size() - 1;
  first.nodes.push_back({FilterNode::Kind::All, {first_root, second_root}, 0});
  first.text += ' ' + second.text;
  return first;
}

bool Filter::uses(FilterField field) const {
  return std::ranges::any_of(terms,
                             [field](const FilterTerm& term) { return term.field == field; });
}

}  // namespace uvscope::core
