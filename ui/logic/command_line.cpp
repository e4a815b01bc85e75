#include "ui/logic/command_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/analysis/filter.h"
#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

constexpr std::string_view kBlanks = " \t\n";

template <class Number>
std::optional<Number> wholeNumber(std::string_view word) {
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

core::Result<Argument> parseChoice(const Parameter& parameter, std::string_view word) {
  std::string_view rest = parameter.choices;
  while (!rest.empty()) {
    const std::string_view choice = rest.substr(0, rest.find('|'));
    if (choice == word) return Argument(std::string(word));
    rest.remove_prefix(std::min(rest.size(), choice.size() + 1));
  }
  return core::usageError(
      fmt::format("no {} “{}”, give one of {}", parameter.name, word, parameter.choices));
}

}  // namespace

std::vector<Statement> splitStatements(std::string_view text) {
  std::vector<Statement> statements(1);
  std::vector<std::size_t> begins;  // of the words of the last statement
  std::optional<std::string> word;
  bool quoted = false;
  const auto begin_word = [&](std::size_t at) {
    if (word) return;
    word.emplace();
    begins.push_back(at);
  };
  const auto end_word = [&] {
    if (word) statements.back().words.push_back(*std::exchange(word, std::nullopt));
  };
  const auto end_statement = [&](std::size_t at) {
    end_word();
    for (const std::size_t begin : begins) {
      const std::string_view rest = text.substr(begin, at - begin);
      statements.back().rest.push_back(rest.substr(0, rest.find_last_not_of(kBlanks) + 1));
    }
    begins.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      quoted = !quoted;
      begin_word(i);
    } else if (!quoted && kBlanks.find(c) != std::string_view::npos) {
      end_word();
    } else if (!quoted && c == ';') {
      end_statement(i);
      statements.emplace_back();
    } else {
      begin_word(i);
      *word += c;
    }
  }
  end_statement(text.size());
  std::erase_if(statements, [](const Statement& statement) { return statement.words.empty(); });
  return statements;
}

core::Result<core::ResourceKey> parseKey(std::string_view word) {
  const std::size_t slash = word.find('/');
  const std::string_view context = slash == std::string_view::npos ? "1" : word.substr(0, slash);
  const std::string_view id = slash == std::string_view::npos ? word : word.substr(slash + 1);
  const auto context_number = wholeNumber<std::uint32_t>(context);
  const auto id_number = wholeNumber<std::uint64_t>(id);
  if (!context_number || !id_number) {
    return core::usageError(
        fmt::format("“{}” is no resource, write its id (7) or context/id (2/7)", word));
  }
  return core::ResourceKey{core::ContextId{*context_number}, core::AsyncId{*id_number}};
}

core::Result<std::uint64_t> parseTime(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, double>, 5> kUnits = {
      {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
  const std::string text(word);
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string_view unit(end);
  const auto* const found = std::find_if(kUnits.begin(), kUnits.end(),
                                         [unit](const auto& known) { return known.first == unit; });
  const bool known_unit = unit.empty() || found != kUnits.end();
  const double ns = value * (unit.empty() || !known_unit ? 1.0 : found->second);
  if (end == text.c_str() || !known_unit || !std::isfinite(ns) || ns < 0 || ns > 1e19) {
    return core::usageError(
        fmt::format("“{}” is no time, write for instance 1.2s, 300ms or 15us", word));
  }
  return static_cast<std::uint64_t>(std::llround(std::min(ns, 9e18)));
}

core::Result<Argument> parseArgument(const Parameter& parameter, std::string_view word) {
  switch (parameter.kind) {
    case ArgumentKind::Resource: {
      auto key = parseKey(word);
      if (!key) return key.error();
      return Argument(*key);
    }
    case ArgumentKind::Number: {
      const auto number = wholeNumber<std::uint64_t>(word);
      if (!number)
        return core::usageError(
            fmt::format("“{}” is no {}, write a whole number", word, parameter.name));
      return Argument(*number);
    }
    case ArgumentKind::Time: {
      auto time = parseTime(word);
      if (!time) return time.error();
      return Argument(*time);
    }
    case ArgumentKind::Choice:
      return parseChoice(parameter, word);
    case ArgumentKind::Filter:
      if (const auto filter = core::parseFilter(word); !filter)
        return core::usageError(filter.error().message);
      break;
    case ArgumentKind::Text:
      break;
  }
  return Argument(std::string(word));
}

std::string writeArgument(const Argument& argument) {
  if (const auto* key = std::get_if<core::ResourceKey>(&argument)) return formatKey(*key);
  if (const auto* number = std::get_if<std::uint64_t>(&argument)) return std::to_string(*number);
  const auto& text = std::get<std::string>(argument);
  const bool plain = !text.empty() && text.find_first_of(" \t\n;\"") == std::string::npos;
  return plain ? text : fmt::format("\"{}\"", text);
}

}  // namespace uvscope::ui
