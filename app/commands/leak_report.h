// The leaked-destroy report as data: what its formats print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/analysis/leak_verdict.h"
#include "storage/session.h"

namespace uvscope::app {

// Undestroyed resources of one verdict and site. Without creation stacks, a site is the type of the
// resource and those of up to kSiteAncestors triggers above it.
struct LeakGroup {
  std::optional<core::Finding> finding;  // nothing: open, and not suspected of anything
  std::string site;  // "TIMERWRAP, made for TCPSERVERWRAP, for the main program"
  std::uint64_t count = 0;
  bool known = false;                             // a baseline had as many
  std::vector<storage::ResourceRecord> examples;  // the oldest, kMaxExamples at most
};

inline constexpr std::size_t kMaxExamples = 8;
inline constexpr int kSiteAncestors = 4;

struct LeakReport {
  storage::SessionInfo session;
  std::uint64_t undestroyed = 0;
  std::vector<LeakGroup> groups;     // the most severe first, then the largest
  std::vector<std::string> caveats;  // what the reader should know before believing it
};

// Judges every resource that is undestroyed at the end. Memory by the number of groups.
LeakReport leakReport(storage::Session& session);

// The highest severity in it, known groups left out; nothing when there is no finding.
std::optional<core::Severity> worstOf(const LeakReport& report);

}  // namespace uvscope::app
