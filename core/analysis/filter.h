// What a filter asks, as a tree: the one language of lists, trees, break conditions and the command
// line (docs/filter.md). It knows nothing of where resources and events come from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/async_id.h"
#include "core/result.h"

namespace uvscope::core {

enum class FilterField : std::uint8_t {
  // Words.
  Type,
  Detail,
  Site,
  Text,  // no field: anywhere in type, site or detail
  Thread,
  Process,
  Function,
  // One of a few words, in FilterTerm::choices.
  State,    // bits: LifeState
  Kind,     // bits: EventKind
  Reason,   // bits: CallbackReason
  Finding,  // words: codes and severities
  // Resources.
  Id,
  Trigger,
  Execution,
  Under,           // below it in the tree of triggers, or itself
  UnderExecution,  // the same in the tree of executions
  // Durations, in ns.
  Age,  // since it was made, of what is alive
  Lived,
  Wait,  // from init to its first callback
  RunLongest,
  RunSum,
  RunMean,
  RunPercentile,
  // Moments, in ns since the session began.
  Time,
  Made,
  Ended,
  // Numbers.
  Runs,
  Children,
  BytesRead,
  BytesWritten,
  Failures,
  Value,
  Seq,
  AliveCount,  // how many of the types in `words` are alive after an event
  // By themselves.
  Alive,
  Diverges,
  Referenced,
  Active,
};

enum class LifeState : std::uint8_t {
  Unborn,
  Created,  // made, no callback yet
  Running,
  Waiting,
  Settled,  // a promise
  Closing,
  Destroyed,
};

// "unborn", "created", …
std::string_view lifeStateName(LifeState state);
inline constexpr LifeState kLastLifeState = LifeState::Destroyed;

// Upper and lower case of ASCII alike.
struct FilterPattern {
  std::string text;
  bool glob = false;  // * and ? stand for any characters, for one

  [[nodiscard]] bool matchesWhole(std::string_view word) const;
  [[nodiscard]] bool matchesPart(std::string_view whole) const;

  friend bool operator==(const FilterPattern&, const FilterPattern&) = default;
};

// Both ends included.
struct FilterRange {
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool contains(std::int64_t value) const { return low <= value && value <= high; }

  // Of numbers that are stored without a sign.
  [[nodiscard]] bool contains(std::uint64_t value) const {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    return contains(static_cast<std::int64_t>(value < kMost ? value : kMost));
  }

  friend bool operator==(const FilterRange&, const FilterRange&) = default;
};

// One question. Which members count follows from the field.
struct FilterTerm {
  FilterField field = FilterField::Text;
  std::vector<FilterPattern> words = {};    // any of them
  std::vector<ResourceKey> resources = {};  // any of them
  std::uint64_t choices = 0;                // a bit each
  FilterRange range = {};
  std::uint32_t permille = 0;  // of RunPercentile
  std::size_t column = 1;      // where it was written
};

struct FilterNode {
  enum class Kind : std::uint8_t { All, Any, Not, Term };

  Kind kind = Kind::All;
  std::vector<std::size_t> children;  // positions in Filter::nodes; always smaller than its own
  std::size_t term = 0;               // position in Filter::terms
};

struct Filter {
  std::string text;  // as it was written
  std::vector<FilterTerm> terms;
  std::vector<FilterNode> nodes;  // the root is the last; never empty

  // It asks nothing: everything matches.
  [[nodiscard]] bool empty() const { return terms.empty(); }

  [[nodiscard]] bool uses(FilterField field) const;
};

// What both ask.
Filter joined(Filter first, const Filter& second);

// Bounds on what a filter may be, so that any text is safe to parse and to ask.
inline constexpr std::size_t kMaxFilterBytes = 4096;
inline constexpr std::size_t kMaxFilterTerms = 256;
inline constexpr std::size_t kMaxFilterDepth = 32;  // parentheses within each other

// The message of an error begins with where: "column 6: no field 'tpye'; did you mean 'type'?".
// Columns count characters, from 1.
Result<Filter> parseFilter(std::string_view text);

}  // namespace uvscope::core
