// The grammar, by descent; docs/filter.md tells it to people.
//
//   any   := all ("or" all)*
//   all   := not ("and"? not)*
//   not   := ("-" | "not")* one
//   one   := "(" any ")" | "text" | #ID | KIND of WHAT | alive(TYPES) OP NUMBER | FIELD OP VALUE |
//   WORD
#include <algorithm>
#include <optional>
#include <utility>

#include "core/analysis/filter.h"
#include "core/analysis/filter_fields.h"
#include "core/analysis/filter_scanner.h"
#include "core/near_words.h"

namespace uvscope::core {
namespace {

std::string listOf(const std::vector<std::string_view>& words) {
  std::string list;
  for (const std::string_view word : words) {
    if (!word.empty()) list += (list.empty() ? "" : ", ") + std::string(word);
  }
  return list;
}

// "; did you mean 'type'?", or `otherwise`.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& names,
                       const std::string& otherwise) {
  const auto near = nearWords(word, names);
  return near.empty() ? "; " + otherwise : "; did you mean '" + std::string(near.front()) + "'?";
}

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : in_(text) {}

  Result<Filter> parse() {
    filter_.text = std::string(in_.text());
    if (in_.text().size() > kMaxFilterBytes) {
      in_.fail(0, "a filter has at most " + std::to_string(kMaxFilterBytes) + " bytes");
    } else if (const auto odd = std::ranges::find_if(in_.text(), isFilterControl);
               odd != in_.text().end()) {
      in_.fail(static_cast<std::size_t>(odd - in_.text().begin()),
               "a filter has no control characters");
    } else {
      parseWhole();
    }
    if (in_.error()) return *in_.error();
    return std::move(filter_);
  }

 private:
  using Kind = FilterNode::Kind;

  void parseWhole() {
    in_.skipSpaces();
    if (in_.atEnd()) {
      addNode({Kind::All, {}, 0});
      return;
    }
    parseAny(0);
    if (!in_.error() && !in_.atEnd())
      in_.fail(in_.position(), "expected the end, or 'or', before " + in_.rest());
  }

  std::size_t parseAny(std::size_t depth) {
    std::vector<std::size_t> parts{parseAll(depth)};
    while (!in_.error() && in_.takeKeyword("or"))
      parts.push_back(parseAll(depth));
    return parts.size() == 1 ? parts.front() : addNode({Kind::Any, std::move(parts), 0});
  }

  std::size_t parseAll(std::size_t depth) {
    std::vector<std::size_t> parts;
    do {
      parts.push_back(parseNot(depth));
    } while (!in_.error() && (in_.takeKeyword("and") || beginsTerm()));
    return parts.size() == 1 ? parts.front() : addNode({Kind::All, std::move(parts), 0});
  }

  bool beginsTerm() {
    in_.skipSpaces();
    return !in_.atEnd() && in_.peek() != ')' && !in_.isKeyword("or");
  }

  std::size_t parseNot(std::size_t depth) {
    bool negated = false;
    for (;;) {
      in_.skipSpaces();
      if (!in_.atEnd() && in_.peek() == '-') {
        in_.skip();
        if (in_.atEnd() || isFilterSpace(in_.peek()))
          return in_.fail(in_.position(), "expected what '-' is to leave out");
      } else if (!in_.takeKeyword("not")) {
        break;
      }
      negated = !negated;
    }
    const std::size_t one = parseOne(depth);
    return negated && !in_.error() ? addNode({Kind::Not, {one}, 0}) : one;
  }

  std::size_t parseOne(std::size_t depth) {
    in_.skipSpaces();
    if (in_.atEnd())
      return in_.fail(in_.position(), "expected a field, a word or '('; the filter ends here");
    if (in_.isKeyword("or") || in_.isKeyword("and")) {
      return in_.fail(in_.position(), "expected a field, a word or '(' before " + in_.rest());
    }
    switch (in_.peek()) {
      case '(':
        return parseParentheses(depth);
      case ')':
        return in_.fail(in_.position(), "expected a field, a word or '(' before ')'");
      case '"':
        return parseText();
      case '#':
        return parseReference();
      default:
        return isFilterLetter(in_.peek()) ? parseWord() : parseText();
    }
  }

  std::size_t parseParentheses(std::size_t depth) {
    const std::size_t open = in_.position();
    in_.skip();
    if (depth == kMaxFilterDepth) {
      return in_.fail(open, "at most " + std::to_string(kMaxFilterDepth) +
                                " parentheses may lie within each other");
    }
    const std::size_t inner = parseAny(depth + 1);
    if (in_.error()) return 0;
    in_.skipSpaces();
    if (in_.atEnd()) return in_.fail(open, "expected ')' for this '('");
    in_.skip();  // only ')' ends what is inside
    return inner;
  }

  // Begins with a letter: a field, a flag, KIND of WHAT, or text.
  std::size_t parseWord() {
    const std::size_t begin = in_.position();
    while (!in_.atEnd() && isFilterNameLetter(in_.peek()))
      in_.skip();
    const std::string_view name = in_.since(begin);
    if (!in_.atEnd() && in_.peek() == '(') return parseFunction(begin, name);
    if (const auto comparison = in_.takeComparison(findFilterField(name).has_value())) {
      return parseField(begin, name, *comparison);
    }
    if (!in_.atEnd() && !isFilterSpace(in_.peek()) && in_.peek() != ')') {
      in_.goBack(begin);
      return parseText();
    }
    if (const auto flag = findFilterFlag(name)) return addTerm(begin, {.field = *flag});
    if (const auto kind = choiceNumber(FilterField::Kind, name); kind && in_.takeKeyword("of")) {
      return parseKindOf(begin, *kind);
    }
    in_.goBack(begin);
    return parseText();
  }

  // "alive(TCPWRAP)>100".
  std::size_t parseFunction(std::size_t begin, std::string_view name) {
    if (name != "alive") {
      return in_.fail(begin, "no function " + quotedWord(name) +
                                 ", only alive(TYPE); put text with parentheses in quotes");
    }
    in_.skip();
    in_.skipSpaces();
    FilterTerm term{.field = FilterField::AliveCount};
    if (!parseWords(term)) return 0;
    in_.skipSpaces();
    if (in_.atEnd() || in_.peek() != ')')
      return in_.fail(in_.position(), "expected ')' after the type");
    in_.skip();
    const auto comparison = in_.takeComparison(true);
    if (!comparison)
      return in_.fail(in_.position(), "expected a comparison, as in alive(TCPWRAP)>100");
    return parseRange(begin, std::move(term), *comparison, Number::Count);
  }

  // "destroy of #1234", "init of Timeout".
  std::size_t parseKindOf(std::size_t begin, std::size_t kind) {
    in_.skipSpaces();
    const std::size_t at = in_.position();
    FilterTerm what;
    if (!in_.atEnd() && in_.peek() == '#') {
      what.field = FilterField::Id;
      if (!parseResources(what)) return 0;
    } else {
      what.field = FilterField::Type;
      if (!parseWords(what)) return 0;
    }
    const std::size_t first =
        addTerm(begin, {.field = FilterField::Kind, .choices = std::uint64_t{1} << kind});
    const std::size_t second = addTerm(at, std::move(what));
    return in_.error() ? 0 : addNode({Kind::All, {first, second}, 0});
  }

  std::size_t parseReference() {
    const std::size_t begin = in_.position();
    FilterTerm term{.field = FilterField::Id};
    return parseResources(term) ? addTerm(begin, std::move(term)) : 0;
  }

  // Without a field: one word, or what is in quotes.
  std::size_t parseText() {
    const std::size_t begin = in_.position();
    FilterTerm term{.field = FilterField::Text};
    auto pattern = in_.takePattern(/*in_list=*/false);
    if (!pattern) return 0;
    term.words.push_back(*std::move(pattern));
    return addTerm(begin, std::move(term));
  }

  std::size_t parseField(std::size_t begin, std::string_view name, FilterComparison comparison) {
    const auto info = findFilterField(name);
    if (!info) return noField(begin, name);
    in_.skipSpaces();
    FilterTerm term{.field = info->field, .permille = info->permille};
    switch (info->kind) {
      case FilterValueKind::Duration:
        return parseRange(begin, std::move(term), comparison, Number::Duration);
      case FilterValueKind::Count:
        return parseRange(begin, std::move(term), comparison, Number::Count);
      case FilterValueKind::Whole:
        return parseRange(begin, std::move(term), comparison, Number::Whole);
      case FilterValueKind::Words:
      case FilterValueKind::Choice:
      case FilterValueKind::FindingWords:
      case FilterValueKind::Resources:
        break;
    }
    if (comparison != FilterComparison::Is && comparison != FilterComparison::IsNot) {
      return in_.fail(begin, "'" + std::string(name) + "' is no number: expected ':', '=' or '!='");
    }
    const bool parsed = info->kind == FilterValueKind::Resources      ? parseResources(term)
                        : info->kind == FilterValueKind::Choice       ? parseChoices(term, name)
                        : info->kind == FilterValueKind::FindingWords ? parseFindings(term)
                                                                      : parseWords(term);
    return parsed ? addCompared(begin, std::move(term), comparison) : 0;
  }

  std::size_t noField(std::size_t begin, std::string_view name) {
    if (findFilterFlag(name)) {
      return in_.fail(begin, "'" + std::string(name) + "' stands by itself, without a value");
    }
    return in_.fail(begin, "no field " + quotedWord(name) +
                               suggestion(name, filterFieldNames(),
                                          "expected one of " + listOf(filterFieldNames()) +
                                              ", or the text in quotes"));
  }

  // WORD,"WORD",…
  bool parseWords(FilterTerm& term) {
    do {
      auto pattern = in_.takePattern(/*in_list=*/true);
      if (!pattern) return false;
      term.words.push_back(*std::move(pattern));
    } while (in_.takeComma());
    return true;
  }

  bool parseChoices(FilterTerm& term, std::string_view name) {
    do {
      const std::size_t begin = in_.position();
      const std::string_view word = in_.takeWord();
      const auto number = choiceNumber(term.field, word);
      if (!number) {
        const auto all = filterChoices(term.field);
        const std::string among = "expected one of " + listOf(all);
        in_.fail(begin, word.empty() ? among
                                     : "no " + std::string(name) + ' ' + quotedWord(word) +
                                           suggestion(word, all, among));
        return false;
      }
      term.choices |= std::uint64_t{1} << *number;
    } while (in_.takeComma());
    return true;
  }

  // Codes like V2, severities, or * for any.
  bool parseFindings(FilterTerm& term) {
    static const std::vector<std::string_view> kSeverities{"info", "warning", "error"};
    do {
      const std::size_t begin = in_.position();
      const std::string_view word = in_.takeWord();
      const bool code = word.size() >= 2 && isFilterLetter(word.front()) &&
                        word.find_first_not_of("0123456789", 1) == std::string_view::npos;
      if (!code && word != "*" && std::ranges::find(kSeverities, word) == kSeverities.end()) {
        in_.fail(begin, (word.empty() ? std::string() : "no finding " + quotedWord(word) + "; ") +
                            "expected a code like V2, or info, warning, error, or *");
        return false;
      }
      term.words.push_back({std::string(word), word == "*"});
    } while (in_.takeComma());
    return true;
  }

  bool parseResources(FilterTerm& term) {
    do {
      const std::size_t begin = in_.position();
      const std::string_view word = in_.takeWord();
      const auto key = parseFilterResource(word);
      if (!key) {
        in_.fail(begin, (word.empty() ? std::string() : quotedWord(word) + " is no resource; ") +
                            "expected an id like #42, or #2/42 for the one of context 2");
        return false;
      }
      term.resources.push_back(*key);
    } while (in_.takeComma());
    return true;
  }

  enum class Number : std::uint8_t { Duration, Count, Whole };

  std::size_t parseRange(std::size_t begin, FilterTerm term, FilterComparison comparison,
                         Number kind) {
    in_.skipSpaces();
    const std::size_t at = in_.position();
    const std::string_view word = in_.takeWord();
    const std::size_t dots = word.find("..");
    if (dots == std::string_view::npos) {
      const auto value = numberIn(at, word, kind);
      if (!value) return 0;
      compare(term.range, comparison, *value);
      return addCompared(begin, std::move(term), comparison);
    }
    if (comparison != FilterComparison::Is && comparison != FilterComparison::IsNot) {
      return in_.fail(at, "a range is compared by ':', '=' or '!='");
    }
    const std::string_view low = word.substr(0, dots);
    const std::string_view high = word.substr(dots + 2);
    if (low.empty() && high.empty()) return in_.fail(at, "expected a number beside '..'");
    const auto first = low.empty() ? std::optional(term.range.low) : numberIn(at, low, kind);
    if (!first) return 0;
    const auto last =
        high.empty() ? std::optional(term.range.high) : numberIn(at + dots + 2, high, kind);
    if (!last) return 0;
    if (*first > *last) return in_.fail(at, "the range ends before it begins");
    term.range = {*first, *last};
    return addCompared(begin, std::move(term), comparison);
  }

  std::optional<std::int64_t> numberIn(std::size_t at, std::string_view word, Number kind) {
    std::optional<std::int64_t> value;
    std::string expected;
    switch (kind) {
      case Number::Duration:
        value = parseFilterDuration(word);
        expected = "a time with its unit, like 20ms, 1.5s or 2m";
        break;
      case Number::Count:
        value = parseFilterCount(word);
        expected = "a number, like 100 or 10k";
        break;
      case Number::Whole:
        value = parseFilterWhole(word);
        expected = "a whole number";
        break;
    }
    if (!value) {
      in_.fail(at, (word.empty() ? std::string() : quotedWord(word) + " is none: ") + "expected " +
                       expected);
    }
    return value;
  }

  static void compare(FilterRange& range, FilterComparison comparison, std::int64_t value) {
    constexpr FilterRange kAll;
    constexpr FilterRange kNothing{1, 0};
    switch (comparison) {
      case FilterComparison::Is:
      case FilterComparison::IsNot:
        range = {value, value};
        break;
      case FilterComparison::Less:
        range = value == kAll.low ? kNothing : FilterRange{kAll.low, value - 1};
        break;
      case FilterComparison::LessOrEqual:
        range.high = value;
        break;
      case FilterComparison::Greater:
        range = value == kAll.high ? kNothing : FilterRange{value + 1, kAll.high};
        break;
      case FilterComparison::GreaterOrEqual:
        range.low = value;
        break;
    }
  }

  static std::optional<std::size_t> choiceNumber(FilterField field, std::string_view word) {
    if (word.empty()) return std::nullopt;
    const auto words = filterChoices(field);
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<std::size_t>(found - words.begin());
  }

  std::size_t addCompared(std::size_t begin, FilterTerm term, FilterComparison comparison) {
    const std::size_t one = addTerm(begin, std::move(term));
    if (in_.error() || comparison != FilterComparison::IsNot) return one;
    return addNode({Kind::Not, {one}, 0});
  }

  std::size_t addTerm(std::size_t begin, FilterTerm term) {
    if (filter_.terms.size() == kMaxFilterTerms) {
      return in_.fail(begin, "a filter has at most " + std::to_string(kMaxFilterTerms) + " terms");
    }
    term.column = in_.columnOf(begin);
    filter_.terms.push_back(std::move(term));
    return addNode({Kind::Term, {}, filter_.terms.size() - 1});
  }

  std::size_t addNode(FilterNode node) {
    filter_.nodes.push_back(std::move(node));
    return filter_.nodes.size() - 1;
  }

  FilterScanner in_;
  Filter filter_;
};

}  // namespace

Result<Filter> parseFilter(std::string_view text) {
  return FilterParser(text).parse();
}

}  // namespace uvscope::core
