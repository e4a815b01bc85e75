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
#include "core/near_words.h"

namespace uvscope::core {
namespace {

enum class Comparison : std::uint8_t { Is, IsNot, Less, LessOrEqual, Greater, GreaterOrEqual };

constexpr std::size_t kMaxQuoted = 60;  // characters of a filter that a message repeats

bool isSpace(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

bool isLetter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool isNameLetter(char letter) {
  return isLetter(letter) || (letter >= '0' && letter <= '9') || letter == '_' || letter == '.';
}

bool isControl(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return (byte < 0x20 && !isSpace(letter)) || byte == 0x7f;
}

std::string quoted(std::string_view word) {
  if (word.size() <= kMaxQuoted) return '\'' + std::string(word) + '\'';
  std::size_t end = kMaxQuoted;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80)
    --end;
  return '\'' + std::string(word.substr(0, end)) + "…'";
}

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
  explicit FilterParser(std::string_view text) : text_(text) {}

  Result<Filter> parse() {
    filter_.text = std::string(text_);
    if (text_.size() > kMaxFilterBytes) {
      fail(0, "a filter has at most " + std::to_string(kMaxFilterBytes) + " bytes");
    } else if (const auto odd = std::ranges::find_if(text_, isControl); odd != text_.end()) {
      fail(static_cast<std::size_t>(odd - text_.begin()), "a filter has no control characters");
    } else {
      parseWhole();
    }
    if (error_) return *std::move(error_);
    return std::move(filter_);
  }

 private:
  using Kind = FilterNode::Kind;

  void parseWhole() {
    skipSpaces();
    if (atEnd()) {
      addNode({Kind::All, {}, 0});
      return;
    }
    parseAny(0);
    if (!error_ && !atEnd()) fail(next_, "expected the end, or 'or', before " + rest());
  }

  std::size_t parseAny(std::size_t depth) {
    std::vector<std::size_t> parts{parseAll(depth)};
    while (!error_ && takeKeyword("or"))
      parts.push_back(parseAll(depth));
    return parts.size() == 1 ? parts.front() : addNode({Kind::Any, std::move(parts), 0});
  }

  std::size_t parseAll(std::size_t depth) {
    std::vector<std::size_t> parts;
    do {
      parts.push_back(parseNot(depth));
    } while (!error_ && (takeKeyword("and") || beginsTerm()));
    return parts.size() == 1 ? parts.front() : addNode({Kind::All, std::move(parts), 0});
  }

  bool beginsTerm() {
    skipSpaces();
    return !atEnd() && peek() != ')' && !isKeyword("or");
  }

  std::size_t parseNot(std::size_t depth) {
    bool negated = false;
    for (;;) {
      skipSpaces();
      if (!atEnd() && peek() == '-') {
        ++next_;
        if (atEnd() || isSpace(peek())) return fail(next_, "expected what '-' is to leave out");
      } else if (!takeKeyword("not")) {
        break;
      }
      negated = !negated;
    }
    const std::size_t one = parseOne(depth);
    return negated && !error_ ? addNode({Kind::Not, {one}, 0}) : one;
  }

  std::size_t parseOne(std::size_t depth) {
    skipSpaces();
    if (atEnd()) return fail(next_, "expected a field, a word or '('; the filter ends here");
    if (isKeyword("or") || isKeyword("and")) {
      return fail(next_, "expected a field, a word or '(' before " + rest());
    }
    switch (peek()) {
      case '(':
        return parseParentheses(depth);
      case ')':
        return fail(next_, "expected a field, a word or '(' before ')'");
      case '"':
        return parseText();
      case '#':
        return parseReference();
      default:
        return isLetter(peek()) ? parseWord() : parseText();
    }
  }

  std::size_t parseParentheses(std::size_t depth) {
    const std::size_t open = next_++;
    if (depth == kMaxFilterDepth) {
      return fail(open, "at most " + std::to_string(kMaxFilterDepth) +
                            " parentheses may lie within each other");
    }
    const std::size_t inner = parseAny(depth + 1);
    if (error_) return 0;
    skipSpaces();
    if (atEnd()) return fail(open, "expected ')' for this '('");
    ++next_;  // only ')' ends what is inside
    return inner;
  }

  // Begins with a letter: a field, a flag, KIND of WHAT, or text.
  std::size_t parseWord() {
    const std::size_t begin = next_;
    while (!atEnd() && isNameLetter(peek()))
      ++next_;
    const std::string_view name = text_.substr(begin, next_ - begin);
    if (!atEnd() && peek() == '(') return parseFunction(begin, name);
    if (const auto comparison = takeComparison(findFilterField(name).has_value())) {
      return parseField(begin, name, *comparison);
    }
    if (!atEnd() && !isSpace(peek()) && peek() != ')') {
      next_ = begin;
      return parseText();
    }
    if (const auto flag = findFilterFlag(name)) return addTerm(begin, {.field = *flag});
    if (const auto kind = choiceNumber(FilterField::Kind, name); kind && takeKeyword("of")) {
      return parseKindOf(begin, *kind);
    }
    next_ = begin;
    return parseText();
  }

  // "alive(TCPWRAP)>100".
  std::size_t parseFunction(std::size_t begin, std::string_view name) {
    if (name != "alive") {
      return fail(begin, "no function " + quoted(name) +
                             ", only alive(TYPE); put text with parentheses in quotes");
    }
    ++next_;
    skipSpaces();
    FilterTerm term{.field = FilterField::AliveCount};
    if (!parseWords(term)) return 0;
    skipSpaces();
    if (atEnd() || peek() != ')') return fail(next_, "expected ')' after the type");
    ++next_;
    const auto comparison = takeComparison(true);
    if (!comparison) return fail(next_, "expected a comparison, as in alive(TCPWRAP)>100");
    return parseRange(begin, std::move(term), *comparison, Number::Count);
  }

  // "destroy of #1234", "init of Timeout".
  std::size_t parseKindOf(std::size_t begin, std::size_t kind) {
    skipSpaces();
    const std::size_t at = next_;
    FilterTerm what;
    if (!atEnd() && peek() == '#') {
      what.field = FilterField::Id;
      if (!parseResources(what)) return 0;
    } else {
      what.field = FilterField::Type;
      if (!parseWords(what)) return 0;
    }
    const std::size_t first =
        addTerm(begin, {.field = FilterField::Kind, .choices = std::uint64_t{1} << kind});
    const std::size_t second = addTerm(at, std::move(what));
    return error_ ? 0 : addNode({Kind::All, {first, second}, 0});
  }

  std::size_t parseReference() {
    const std::size_t begin = next_;
    FilterTerm term{.field = FilterField::Id};
    return parseResources(term) ? addTerm(begin, std::move(term)) : 0;
  }

  // Without a field: one word, or what is in quotes.
  std::size_t parseText() {
    const std::size_t begin = next_;
    FilterTerm term{.field = FilterField::Text};
    auto pattern = takePattern(/*in_list=*/false);
    if (!pattern) return 0;
    term.words.push_back(*std::move(pattern));
    return addTerm(begin, std::move(term));
  }

  std::size_t parseField(std::size_t begin, std::string_view name, Comparison comparison) {
    const auto info = findFilterField(name);
    if (!info) return noField(begin, name);
    skipSpaces();
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
    if (comparison != Comparison::Is && comparison != Comparison::IsNot) {
      return fail(begin, "'" + std::string(name) + "' is no number: expected ':', '=' or '!='");
    }
    const bool parsed = info->kind == FilterValueKind::Resources      ? parseResources(term)
                        : info->kind == FilterValueKind::Choice       ? parseChoices(term, name)
                        : info->kind == FilterValueKind::FindingWords ? parseFindings(term)
                                                                      : parseWords(term);
    return parsed ? addCompared(begin, std::move(term), comparison) : 0;
  }

  std::size_t noField(std::size_t begin, std::string_view name) {
    if (findFilterFlag(name)) {
      return fail(begin, "'" + std::string(name) + "' stands by itself, without a value");
    }
    return fail(begin, "no field " + quoted(name) +
                           suggestion(name, filterFieldNames(),
                                      "expected one of " + listOf(filterFieldNames()) +
                                          ", or the text in quotes"));
  }

  // WORD,"WORD",…
  bool parseWords(FilterTerm& term) {
    do {
      auto pattern = takePattern(/*in_list=*/true);
      if (!pattern) return false;
      term.words.push_back(*std::move(pattern));
    } while (takeComma());
    return true;
  }

  bool parseChoices(FilterTerm& term, std::string_view name) {
    do {
      const std::size_t begin = next_;
      const std::string_view word = takeWord();
      const auto number = choiceNumber(term.field, word);
      if (!number) {
        const auto all = filterChoices(term.field);
        const std::string among = "expected one of " + listOf(all);
        fail(begin, word.empty() ? among
                                 : "no " + std::string(name) + ' ' + quoted(word) +
                                       suggestion(word, all, among));
        return false;
      }
      term.choices |= std::uint64_t{1} << *number;
    } while (takeComma());
    return true;
  }

  // Codes like V2, severities, or * for any.
  bool parseFindings(FilterTerm& term) {
    static const std::vector<std::string_view> kSeverities{"info", "warning", "error"};
    do {
      const std::size_t begin = next_;
      const std::string_view word = takeWord();
      const bool code = word.size() >= 2 && isLetter(word.front()) &&
                        word.find_first_not_of("0123456789", 1) == std::string_view::npos;
      if (!code && word != "*" && std::ranges::find(kSeverities, word) == kSeverities.end()) {
        fail(begin, (word.empty() ? std::string() : "no finding " + quoted(word) + "; ") +
                        "expected a code like V2, or info, warning, error, or *");
        return false;
      }
      term.words.push_back({std::string(word), word == "*"});
    } while (takeComma());
    return true;
  }

  bool parseResources(FilterTerm& term) {
    do {
      const std::size_t begin = next_;
      const std::string_view word = takeWord();
      const auto key = parseFilterResource(word);
      if (!key) {
        fail(begin, (word.empty() ? std::string() : quoted(word) + " is no resource; ") +
                        "expected an id like #42, or #2/42 for the one of context 2");
        return false;
      }
      term.resources.push_back(*key);
    } while (takeComma());
    return true;
  }

  enum class Number : std::uint8_t { Duration, Count, Whole };

  std::size_t parseRange(std::size_t begin, FilterTerm term, Comparison comparison, Number kind) {
    skipSpaces();
    const std::size_t at = next_;
    const std::string_view word = takeWord();
    const std::size_t dots = word.find("..");
    if (dots == std::string_view::npos) {
      const auto value = numberIn(at, word, kind);
      if (!value) return 0;
      compare(term.range, comparison, *value);
      return addCompared(begin, std::move(term), comparison);
    }
    if (comparison != Comparison::Is && comparison != Comparison::IsNot) {
      return fail(at, "a range is compared by ':', '=' or '!='");
    }
    const std::string_view low = word.substr(0, dots);
    const std::string_view high = word.substr(dots + 2);
    if (low.empty() && high.empty()) return fail(at, "expected a number beside '..'");
    const auto first = low.empty() ? std::optional(term.range.low) : numberIn(at, low, kind);
    if (!first) return 0;
    const auto last =
        high.empty() ? std::optional(term.range.high) : numberIn(at + dots + 2, high, kind);
    if (!last) return 0;
    if (*first > *last) return fail(at, "the range ends before it begins");
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
      fail(at,
           (word.empty() ? std::string() : quoted(word) + " is none: ") + "expected " + expected);
    }
    return value;
  }

  static void compare(FilterRange& range, Comparison comparison, std::int64_t value) {
    constexpr FilterRange kAll;
    constexpr FilterRange kNothing{1, 0};
    switch (comparison) {
      case Comparison::Is:
      case Comparison::IsNot:
        range = {value, value};
        break;
      case Comparison::Less:
        range = value == kAll.low ? kNothing : FilterRange{kAll.low, value - 1};
        break;
      case Comparison::LessOrEqual:
        range.high = value;
        break;
      case Comparison::Greater:
        range = value == kAll.high ? kNothing : FilterRange{value + 1, kAll.high};
        break;
      case Comparison::GreaterOrEqual:
        range.low = value;
        break;
    }
  }

  // `spaced`: blanks may stand before it, as in "run > 50ms".
  std::optional<Comparison> takeComparison(bool spaced) {
    static constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
        {"!=", Comparison::IsNot},
        {"<=", Comparison::LessOrEqual},
        {">=", Comparison::GreaterOrEqual},
        {"<", Comparison::Less},
        {">", Comparison::Greater},
        {"=", Comparison::Is},
        {":", Comparison::Is}};
    const std::size_t begin = next_;
    if (spaced) skipSpaces();
    for (const auto& [sign, comparison] : kComparisons) {
      if (!text_.substr(next_).starts_with(sign)) continue;
      if (sign == ":" && next_ != begin) break;
      next_ += sign.size();
      return comparison;
    }
    next_ = begin;
    return std::nullopt;
  }

  // To the next blank, ')' or, in a list, ','.
  std::string_view takeWord(bool in_list = true) {
    const std::size_t begin = next_;
    while (!atEnd() && !isSpace(peek()) && peek() != '(' && peek() != ')' && peek() != '"' &&
           !(in_list && peek() == ',')) {
      ++next_;
    }
    return text_.substr(begin, next_ - begin);
  }

  bool takeComma() {
    if (atEnd() || peek() != ',') return false;
    ++next_;
    return true;
  }

  std::optional<FilterPattern> takePattern(bool in_list) {
    if (!atEnd() && peek() == '"') return takeQuoted();
    const std::size_t begin = next_;
    const std::string_view word = takeWord(in_list);
    if (!atEnd() && (peek() == '"' || peek() == '(')) {
      fail(next_, "expected a blank; put the whole text in quotes: \"…\"");
      return std::nullopt;
    }
    if (word.empty()) {
      fail(begin, "expected a word or a text in quotes");
      return std::nullopt;
    }
    return FilterPattern{std::string(word), word.find_first_of("*?") != std::string_view::npos};
  }

  // \" and \\ stand for the two.
  std::optional<FilterPattern> takeQuoted() {
    const std::size_t begin = next_++;
    FilterPattern pattern;
    while (!atEnd() && peek() != '"') {
      if (peek() == '\\' && next_ + 1 < text_.size()) ++next_;
      pattern.text += text_[next_++];
    }
    if (atEnd()) {
      fail(begin, "expected a second '\"' for this one");
      return std::nullopt;
    }
    ++next_;
    return pattern;
  }

  static std::optional<std::size_t> choiceNumber(FilterField field, std::string_view word) {
    if (word.empty()) return std::nullopt;
    const auto words = filterChoices(field);
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<std::size_t>(found - words.begin());
  }

  bool isKeyword(std::string_view word) {
    skipSpaces();
    if (!text_.substr(next_).starts_with(word)) return false;
    const std::size_t end = next_ + word.size();
    return end == text_.size() || isSpace(text_[end]) || text_[end] == '(' || text_[end] == ')';
  }

  bool takeKeyword(std::string_view word) {
    if (!isKeyword(word)) return false;
    next_ += word.size();
    return true;
  }

  std::size_t addCompared(std::size_t begin, FilterTerm term, Comparison comparison) {
    const std::size_t one = addTerm(begin, std::move(term));
    if (error_ || comparison != Comparison::IsNot) return one;
    return addNode({Kind::Not, {one}, 0});
  }

  std::size_t addTerm(std::size_t begin, FilterTerm term) {
    if (filter_.terms.size() == kMaxFilterTerms) {
      return fail(begin, "a filter has at most " + std::to_string(kMaxFilterTerms) + " terms");
    }
    term.column = columnOf(begin);
    filter_.terms.push_back(std::move(term));
    return addNode({Kind::Term, {}, filter_.terms.size() - 1});
  }

  std::size_t addNode(FilterNode node) {
    filter_.nodes.push_back(std::move(node));
    return filter_.nodes.size() - 1;
  }

  // The first error stands. Returns a position that is of no use, so that callers can return it.
  std::size_t fail(std::size_t at, const std::string& message) {
    if (!error_) {
      error_ = Error{ErrorCode::Usage, "column " + std::to_string(columnOf(at)) + ": " + message};
    }
    return 0;
  }

  [[nodiscard]] std::size_t columnOf(std::size_t at) const {
    const auto begins = [](char byte) {
      return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
    };
    return 1 + static_cast<std::size_t>(std::ranges::count_if(text_.substr(0, at), begins));
  }

  [[nodiscard]] std::string rest() const {
    const std::string_view left = text_.substr(next_);
    return quoted(left.substr(0, left.find_first_of(" \t\r\n", 1)));
  }

  void skipSpaces() {
    while (!atEnd() && isSpace(peek()))
      ++next_;
  }

  [[nodiscard]] bool atEnd() const { return next_ == text_.size(); }

  [[nodiscard]] char peek() const { return text_[next_]; }

  std::string_view text_;
  std::size_t next_ = 0;
  Filter filter_;
  std::optional<Error> error_;
};

}  // namespace

Result<Filter> parseFilter(std::string_view text) {
  return FilterParser(text).parse();
}

}  // namespace uvscope::core
