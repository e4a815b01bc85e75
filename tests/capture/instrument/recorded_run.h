// A target program, run plain and run recorded, and what can be said of its recording.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/testing/ring_dump.h"
#include "tests/testing/run_program.h"

namespace uvscope::testing {

// Of one type of resource.
struct Count {
  int made = 0;
  int ended = 0;
  friend bool operator==(const Count&, const Count&) = default;
};

using Counts = std::map<std::string, Count>;

std::string targetPath(std::string_view name);

Outcome runPlain(std::string_view target, std::vector<std::string> arguments = {});

struct RecordedRun {
  Outcome outcome;
  std::vector<DumpedArena> arenas;

  // Of all threads, the records of each in order.
  [[nodiscard]] std::vector<std::string> lines() const;
};

// Recorded without a host. `directory` is the session's; it may be unusable on purpose.
Outcome runInSession(std::string_view target, const std::vector<std::string>& arguments,
                     const std::filesystem::path& directory);
RecordedRun runRecorded(std::string_view target, const std::vector<std::string>& arguments = {});

// The lines "count KIND MADE ENDED" that a target prints, added up.
Counts ownCounts(const std::string& output);
// The number after "alive " that a target prints: what uv_walk still found; -1: no such line.
int ownAlive(const std::string& output);

// By type as of the end. A resource that moved to another thread counts once.
Counts recordedCounts(const std::vector<DumpedArena>& arenas);

// What a thread's events say that cannot be, a line each: an after without its before, an event
// after the destroy, a parent that does not exist, time that goes back. Empty when all is well.
// Resources below `first_own` may be older than the recording.
std::vector<std::string> violations(const DumpedRing& ring, std::uint64_t first_own = 2);

}  // namespace uvscope::testing
