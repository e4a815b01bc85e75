// `uvscope stats`: how much was made where, is alive, and what its callbacks cost.
#pragma once

#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include "app/commands/site_totals.h"
#include "core/result.h"

namespace uvscope::app {

enum class StatsSort : std::uint8_t { Time, Made, Alive, Runs };
enum class StatsFormat : std::uint8_t { Text, Csv, Json };

struct StatsOptions {
  std::string path;
  std::string filter;  // only resources that match it; empty: all
  TotalsBy by = TotalsBy::Site;
  StatsSort sort = StatsSort::Time;  // the most first
  StatsFormat format = StatsFormat::Text;
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // lines
};

// Prints a line a site and type. Returns status 0.
core::Result<int> runStats(const StatsOptions& options, std::FILE* out);

}  // namespace uvscope::app
