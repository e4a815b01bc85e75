// Numbers with a unit, as a person types them after an option.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "core/result.h"

namespace uvscope::app {

// "500ms", "10s", "2m", "1h", "1.5s"; a plain number is seconds. More than 0.
core::Result<std::uint64_t> parseDurationNs(std::string_view text);

// The same, or 0, with a unit or without.
core::Result<std::uint64_t> parseOffsetNs(std::string_view text);

// "10k", "5M", "1G". More than 0.
core::Result<std::uint64_t> parseCount(std::string_view text);

// "64k", "100M", "2G": of bytes, in thousands as they are shown. More than 0.
core::Result<std::uint64_t> parseBytes(std::string_view text);

// The least power of two that is not below that; fails where a ring may not have it.
core::Result<std::uint64_t> parseRingBytes(std::string_view text);

using ParseAmount = core::Result<std::uint64_t> (*)(std::string_view);

// An option that takes one of those; `target` may be the number or an optional of it.
template <class Target>
CLI::Option* addAmount(CLI::App& words, const std::string& name, Target& target, ParseAmount parse,
                       const std::string& help) {
  const auto take = [name, parse, &target](const std::string& typed) {
    const auto amount = parse(typed);
    if (amount) {
      target = *amount;
      return;
    }
    throw CLI::ParseError(name + " has no '" + typed + "', only " + amount.error().message,
                          CLI::ExitCodes::ValidationError);
  };
  return words.add_option_function<std::string>(name, take, help);
}

}  // namespace uvscope::app
