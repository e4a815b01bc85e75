#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "core/analysis/leak_verdict.h"
#include "core/result.h"

namespace uvscope::app {

enum class LeakFormat { Text, Json, Html };

inline constexpr int kFindingsStatus = 1;

struct LeaksOptions {
  std::string path;
  LeakFormat format = LeakFormat::Text;
  std::string output;    // a file to write; empty: `out`
  bool force = false;    // replace that file when it exists
  std::string filter;    // only resources that match it; empty: all
  std::string baseline;  // an earlier report as JSON: what it had is known; empty: none
  std::optional<core::Severity> fail_on;
};

// Reports what was never destroyed, grouped by verdict and site. Returns kFindingsStatus when a
// finding that is not known is at or above fail_on, else 0. An empty or damaged session has nothing
// to pass on: with fail_on that is an error.
core::Result<int> runLeaks(const LeaksOptions& options, std::FILE* out);

}  // namespace uvscope::app
