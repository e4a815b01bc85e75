// Options that take one word of a few.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace uvscope::app {

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

// An option that takes one of `choices`; `target` may be the value or an optional of it.
template <class Value, class Target>
void addChoice(CLI::App& words, const std::string& name, Target& target, const std::string& help,
               const Choices<Value>& choices) {
  std::string names;
  for (const auto& choice : choices)
    names += (names.empty() ? "" : ", ") + choice.first;
  const auto take = [name, names, choices, &target](const std::string& typed) {
    for (const auto& [choice, value] : choices) {
      if (choice != typed) continue;
      target = value;
      return;
    }
    throw CLI::ParseError(fmt::format("{} has no '{}', only {}", name, typed, names),
                          CLI::ExitCodes::ValidationError);
  };
  words.add_option_function<std::string>(name, take, fmt::format("{}: {}", help, names))
      ->type_name("WORD");
}

}  // namespace uvscope::app
