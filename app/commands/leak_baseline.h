// What an earlier report had, so that only what is new fails a build.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/result.h"
#include "ui/logic/leak_report.h"

namespace uvscope::app {

// How many resources of a verdict code ("V2") and site the earlier report had.
using LeakBaseline = std::map<std::pair<std::string, std::string>, std::uint64_t>;

// Reads a report that `uvscope leaks --format json` wrote.
core::Result<LeakBaseline> readBaseline(const std::string& path);

// Marks the groups of verdicts and sites of which there are no more than in `baseline`.
void markKnown(ui::LeakReport& report, const LeakBaseline& baseline);

}  // namespace uvscope::app
