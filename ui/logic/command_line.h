// How commands are written: `select 5; goto-time 1.2s; theme light`. A word may be quoted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/async_id.h"
#include "core/result.h"

namespace uvscope::ui {

enum class ArgumentKind : std::uint8_t {
  Resource,  // 7 or 2/7: ResourceKey
  Number,    // std::uint64_t
  Time,      // 1.2s, 300ms, 15us, 800ns or plain ns: std::uint64_t
  Choice,    // one of the parameter's words: std::string
  Text,      // std::string
  Filter,    // the rest of the statement as it is written, a filter of docs/filter.md: std::string
};

struct Parameter {
  ArgumentKind kind;
  std::string_view name;
  bool optional = false;
  std::string_view choices = {};  // of Choice, separated by '|'
};

using Argument = std::variant<core::ResourceKey, std::uint64_t, std::string>;

struct Statement {
  std::vector<std::string> words;      // never empty
  std::vector<std::string_view> rest;  // of each word: it and what follows, as written
};

// "select ID" in words. One statement a command, in order; empty ones are left out. What it returns
// refers to `text`.
std::vector<Statement> splitStatements(std::string_view text);

core::Result<Argument> parseArgument(const Parameter& parameter, std::string_view word);

// As it would be typed.
std::string writeArgument(const Argument& argument);

core::Result<core::ResourceKey> parseKey(std::string_view word);
core::Result<std::uint64_t> parseTime(std::string_view word);

}  // namespace uvscope::ui
