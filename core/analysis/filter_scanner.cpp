#include "core/analysis/filter_scanner.h"

#include <algorithm>
#include <array>
#include <utility>

namespace uvscope::core {
namespace {

constexpr std::size_t kMaxQuoted = 60;  // characters of a filter that a message repeats

}  // namespace

bool isFilterSpace(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

bool isFilterLetter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool isFilterNameLetter(char letter) {
  return isFilterLetter(letter) || (letter >= '0' && letter <= '9') || letter == '_' ||
         letter == '.';
}

bool isFilterControl(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return (byte < 0x20 && !isFilterSpace(letter)) || byte == 0x7f;
}

std::string quotedWord(std::string_view word) {
  if (word.size() <= kMaxQuoted) return '\'' + std::string(word) + '\'';
  std::size_t end = kMaxQuoted;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80)
    --end;
  return '\'' + std::string(word.substr(0, end)) + "…'";
}

std::optional<FilterComparison> FilterScanner::takeComparison(bool spaced) {
  static constexpr std::array<std::pair<std::string_view, FilterComparison>, 7> kComparisons{
      {{"!=", FilterComparison::IsNot},
       {"<=", FilterComparison::LessOrEqual},
       {">=", FilterComparison::GreaterOrEqual},
       {"<", FilterComparison::Less},
       {">", FilterComparison::Greater},
       {"=", FilterComparison::Is},
       {":", FilterComparison::Is}}};
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

std::string_view FilterScanner::takeWord(bool in_list) {
  const std::size_t begin = next_;
  while (!atEnd() && !isFilterSpace(peek()) && peek() != '(' && peek() != ')' && peek() != '"' &&
         !(in_list && peek() == ',')) {
    ++next_;
  }
  return text_.substr(begin, next_ - begin);
}

bool FilterScanner::takeComma() {
  if (atEnd() || peek() != ',') return false;
  ++next_;
  return true;
}

std::optional<FilterPattern> FilterScanner::takePattern(bool in_list) {
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
std::optional<FilterPattern> FilterScanner::takeQuoted() {
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

bool FilterScanner::isKeyword(std::string_view word) {
  skipSpaces();
  if (!text_.substr(next_).starts_with(word)) return false;
  const std::size_t end = next_ + word.size();
  return end == text_.size() || isFilterSpace(text_[end]) || text_[end] == '(' || text_[end] == ')';
}

bool FilterScanner::takeKeyword(std::string_view word) {
  if (!isKeyword(word)) return false;
  next_ += word.size();
  return true;
}

std::size_t FilterScanner::fail(std::size_t at, const std::string& message) {
  if (!error_) {
    error_ = Error{ErrorCode::Usage, "column " + std::to_string(columnOf(at)) + ": " + message};
  }
  return 0;
}

std::size_t FilterScanner::columnOf(std::size_t at) const {
  const auto begins = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; };
  return 1 + static_cast<std::size_t>(std::ranges::count_if(text_.substr(0, at), begins));
}

std::string FilterScanner::rest() const {
  const std::string_view left = text_.substr(next_);
  return quotedWord(left.substr(0, left.find_first_of(" \t\r\n", 1)));
}

void FilterScanner::skipSpaces() {
  while (!atEnd() && isFilterSpace(peek()))
    ++next_;
}

}  // namespace uvscope::core
