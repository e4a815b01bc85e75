// What a resource that was never destroyed means. The verdicts and their order of test are those of
// the leaked-destroy report; a resource without a verdict is not suspected of anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/provider.h"

namespace uvscope::core {

// What is known of an undestroyed resource at the moment of the question.
struct UndestroyedFacts {
  TypeId type;
  bool ended = false;              // its process has ended, so nothing more can come
  bool closing = false;            // uv_close was called
  bool referenced = true;          // uv_ref; the resource keeps its loop alive
  bool trigger_destroyed = false;  // what it was made for is gone
  std::uint64_t runs = 0;          // callbacks that it had
  std::uint64_t age_ns = 0;        // since init
  std::uint64_t quiet_ns = 0;      // since its last event
};

enum class Verdict : std::uint8_t {
  KeepsLoopAlive = 1,  // V1
  LeakedHandle = 2,    // V2
  ClosingForever = 3,  // V3
  StuckRequest = 4,    // V4
  NotDestroyed = 5,    // V5: a request that had its callback
  NotCollected = 7,    // V7, without a garbage collection to test it by
};

enum class Severity : std::uint8_t { Info, Warning, Error };

struct Finding {
  Verdict verdict;
  Severity severity;
};

// Age tests hold back while the program runs and fall away at its end.
inline constexpr std::uint64_t kLeakQuietNs = 5'000'000'000;
inline constexpr std::uint64_t kStuckAgeNs = 1'000'000'000;

std::optional<Finding> judge(const UndestroyedFacts& facts);

// One sentence on why, with the facts: "uv_close was called, its callback never came".
std::string_view reasonOf(const std::optional<Finding>& finding, const UndestroyedFacts& facts);

std::string_view verdictCode(Verdict verdict);     // "V1"
std::string_view verdictName(Verdict verdict);     // "keeps its loop alive"
std::string_view severityName(Severity severity);  // "error"
std::optional<Severity> severityFrom(std::string_view name);

}  // namespace uvscope::core
