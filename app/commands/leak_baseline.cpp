#include "app/commands/leak_baseline.h"

#include <fstream>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace uvscope::app {
namespace {

// Of a group with a finding.
LeakBaseline::key_type keyOf(const ui::LeakGroup& group) {
  return {std::string(verdictCode(group.finding()->verdict)), group.site};
}

}  // namespace

core::Result<LeakBaseline> readBaseline(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return core::Error{core::ErrorCode::NotFound, fmt::format("cannot read the baseline {}", path)};
  }
  try {
    const nlohmann::json report = nlohmann::json::parse(file);
    LeakBaseline baseline;
    for (const nlohmann::json& group : report.at("groups")) {
      if (!group.contains("verdict")) continue;
      baseline[{group.at("verdict"), group.at("site")}] += group.at("count").get<std::uint64_t>();
    }
    return baseline;
  } catch (const nlohmann::json::exception&) {
    return core::Error{core::ErrorCode::Usage,
                       fmt::format("not a report of 'uvscope leaks --format json': {}", path)};
  }
}

void markKnown(ui::LeakReport& report, const LeakBaseline& baseline) {
  LeakBaseline now;
  for (const ui::LeakGroup& group : report.groups) {
    if (group.finding()) now[keyOf(group)] += group.count;
  }
  for (ui::LeakGroup& group : report.groups) {
    if (!group.finding()) continue;
    const auto found = baseline.find(keyOf(group));
    group.known = found != baseline.end() && now[keyOf(group)] <= found->second;
  }
}

}  // namespace uvscope::app
