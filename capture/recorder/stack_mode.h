// Of which resources the creation stack is recorded.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/provider.h"

namespace uvscope::capture {

enum class StackMode : std::uint8_t {
  None,
  Handles,  // not of those that only order code: ticks, microtasks, promises
  All,
};

inline constexpr std::array<std::pair<std::string_view, StackMode>, 3> kStackModes{
    {{"none", StackMode::None}, {"handles", StackMode::Handles}, {"all", StackMode::All}}};

// The words of `record --stacks` and of UVSCOPE_STACKS; anything else is None.
constexpr StackMode stackModeOf(std::string_view word) {
  for (const auto& [known, mode] : kStackModes) {
    if (known == word) return mode;
  }
  return StackMode::None;
}

constexpr std::string_view wordOf(StackMode mode) {
  for (const auto& [word, known] : kStackModes) {
    if (known == mode) return word;
  }
  return {};
}

constexpr bool takesStack(StackMode mode, core::TypeId type) {
  if (mode != StackMode::Handles) return mode == StackMode::All;
  return type != core::typeOf(core::Provider::TickObject) &&
         type != core::typeOf(core::Provider::Microtask) &&
         type != core::typeOf(core::Provider::Promise);
}

}  // namespace uvscope::capture
