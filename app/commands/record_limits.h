// When a recording has had enough, though the program runs on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace uvscope::app {

struct RecordLimits {
  std::optional<std::uint64_t> duration_ns, events, bytes;
};

struct RecordedSoFar {
  std::uint64_t duration_ns = 0, events = 0;
  std::uint64_t bytes = 0;  // of the session file and its log
};

// Words for the first limit that is reached, "10 s (--duration)"; empty: none is.
std::string reachedLimit(const RecordLimits& limits, const RecordedSoFar& recorded);

// The file and SQLite's log beside it; 0 where there is none.
std::uint64_t sessionBytes(const std::string& path);

}  // namespace uvscope::app
