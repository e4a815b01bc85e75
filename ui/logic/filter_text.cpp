#include "ui/logic/filter_text.h"

#include <algorithm>
#include <charconv>

#include "core/analysis/filter.h"

namespace uvscope::ui {
namespace {

constexpr std::string_view kColumnWord = "column ";
constexpr std::size_t kMostAround = 36;  // bytes shown on each side of the fault

bool startsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// Where character number `column`, from 1, begins.
std::size_t byteOf(std::string_view text, std::size_t column) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (startsCharacter(text[i]) && ++characters == column) return i;
  }
  return text.size();
}

std::size_t wordEnd(std::string_view text, std::size_t begin) {
  if (begin >= text.size()) return text.size();
  constexpr std::string_view kSigns = " \t\n:=<>!,()\"";
  const auto in_word = [&](std::size_t at) {
    return !startsCharacter(text[at]) || kSigns.find(text[at]) == std::string_view::npos;
  };
  std::size_t end = begin + 1;
  while (in_word(begin) && end < text.size() && in_word(end))
    ++end;
  return end;
}

std::string lastOf(std::string_view text) {
  if (text.size() <= kMostAround) return std::string(text);
  std::size_t from = text.size() - kMostAround;
  while (!startsCharacter(text[from]))
    ++from;
  return "…" + std::string(text.substr(from));
}

std::string firstOf(std::string_view text) {
  if (text.size() <= kMostAround) return std::string(text);
  std::size_t to = kMostAround;
  while (!startsCharacter(text[to]))
    --to;
  return std::string(text.substr(0, to)) + "…";
}

}  // namespace

std::optional<FilterProblem> filterProblem(std::string_view text) {
  const auto filter = core::parseFilter(text);
  if (filter) return std::nullopt;
  // parseFilter() begins its messages with "column N: ".
  const std::string& whole = filter.error().message;
  FilterProblem out{whole, std::string(), std::string(), std::string()};
  if (!whole.starts_with(kColumnWord)) return out;
  std::size_t column = 0;
  const char* const digits = whole.data() + kColumnWord.size();
  const auto [rest, error] = std::from_chars(digits, whole.data() + whole.size(), column);
  const std::size_t colon = whole.find(": ");
  if (error != std::errc{} || colon == std::string::npos) return out;
  out.message = whole.substr(colon + 2);
  const std::size_t begin = byteOf(text, column);
  const std::size_t end = std::min(wordEnd(text, begin), begin + kMostAround);
  out.before = lastOf(text.substr(0, begin));
  out.at = text.substr(begin, end - begin);
  out.after = firstOf(text.substr(end));
  return out;
}

}  // namespace uvscope::ui
