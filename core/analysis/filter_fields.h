// The fields of the filter language: their names, and how a value of each is written.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/analysis/filter.h"

namespace uvscope::core {

enum class FilterValueKind : std::uint8_t {
  Words,
  Choice,
  FindingWords,
  Resources,
  Duration,
  Count,
  Whole,  // may be below 0
};

struct FilterFieldInfo {
  std::string_view name;
  FilterField field;
  FilterValueKind kind;
  std::uint32_t permille = 0;  // of a percentile
};

// Percentiles ("run.p95", "run.p99.9") too; nothing for a name that is no field.
std::optional<FilterFieldInfo> findFilterField(std::string_view name);
// Words that stand by themselves: "alive", "diverges".
std::optional<FilterField> findFilterFlag(std::string_view word);

// All names that a person may have meant, flags and percentiles included.
std::vector<std::string_view> filterFieldNames();

// The words that a field of kind Choice takes: the number of each is its bit. Empty: none.
std::vector<std::string_view> filterChoices(FilterField field);

// "10s", "1.5ms"; "0". Nothing for what is no duration or too long.
std::optional<std::int64_t> parseFilterDuration(std::string_view text);
// "100", "10k", "1.5M".
std::optional<std::int64_t> parseFilterCount(std::string_view text);
std::optional<std::int64_t> parseFilterWhole(std::string_view text);
// "42", "#42", "#2/42".
std::optional<ResourceKey> parseFilterResource(std::string_view text);

}  // namespace uvscope::core
