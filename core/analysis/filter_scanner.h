// Takes the words of a filter one after the other; the grammar is in filter_parser.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/analysis/filter.h"
#include "core/result.h"

namespace uvscope::core {

enum class FilterComparison : std::uint8_t {
  Is,
  IsNot,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual
};

[[nodiscard]] bool isFilterSpace(char letter);
[[nodiscard]] bool isFilterLetter(char letter);
// Of the name of a field.
[[nodiscard]] bool isFilterNameLetter(char letter);
[[nodiscard]] bool isFilterControl(char letter);

// For a message: in quotes, and shortened if it is long.
[[nodiscard]] std::string quotedWord(std::string_view word);

class FilterScanner {
 public:
  // `text` must outlive the scanner.
  explicit FilterScanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::string_view text() const { return text_; }

  // In bytes from the beginning.
  [[nodiscard]] std::size_t position() const { return next_; }

  [[nodiscard]] bool atEnd() const { return next_ == text_.size(); }

  // The next character, which must be there.
  [[nodiscard]] char peek() const { return text_[next_]; }

  void skip() { ++next_; }

  void skipSpaces();

  void goBack(std::size_t position) { next_ = position; }

  // What was passed since `position`.
  [[nodiscard]] std::string_view since(std::size_t position) const {
    return text_.substr(position, next_ - position);
  }

  // `spaced`: blanks may stand before it, as in "run > 50ms".
  std::optional<FilterComparison> takeComparison(bool spaced);
  // To the next blank, ')' or, in a list, ','; may be empty.
  std::string_view takeWord(bool in_list = true);
  bool takeComma();
  // A word or what is in quotes; nothing, and an error, if there is none.
  std::optional<FilterPattern> takePattern(bool in_list);
  bool isKeyword(std::string_view word);
  bool takeKeyword(std::string_view word);

  // The first error stands. Returns 0, so that callers can return it for a position.
  std::size_t fail(std::size_t at, const std::string& message);

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  // Counted in characters, from 1.
  [[nodiscard]] std::size_t columnOf(std::size_t position) const;

  // For a message: the next word.
  [[nodiscard]] std::string rest() const;

 private:
  std::optional<FilterPattern> takeQuoted();

  std::string_view text_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

}  // namespace uvscope::core
