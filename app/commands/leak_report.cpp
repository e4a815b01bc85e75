#include "app/commands/leak_report.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/core.h>

namespace uvscope::app {
namespace {

using storage::ResourceRecord;
using storage::Session;

constexpr std::uint64_t kPage = 1024;

core::UndestroyedFacts factsOf(Session& session, const ResourceRecord& resource) {
  const storage::SessionInfo& info = session.info();
  const auto trigger = session.resource({resource.key.context, resource.trigger});
  const auto since = [&](std::uint64_t ns) {
    return info.duration_ns > ns ? info.duration_ns - ns : 0;
  };
  return {
      .type = resource.type,
      .ended = info.finished,
      .closing = resource.closing_seq != storage::kNoSeq,
      .referenced = resource.referenced,
      .trigger_destroyed = trigger && trigger->destroyed(),
      .runs = resource.runs,
      .age_ns = since(resource.init_ns),
      .quiet_ns = since(resource.last_event_ns),
  };
}

// The site of `resource`, from itself upwards.
std::string siteOf(Session& session, const ResourceRecord& resource) {
  std::string site = session.typeName(resource.type);
  core::ResourceKey parent{resource.key.context, resource.trigger};
  for (int i = 0; i < kSiteAncestors; ++i) {
    const char* const joint = i == 0 ? ", made for " : ", for ";
    if (parent.id == core::kBootstrapId) return site + joint + "the main program";
    if (parent.id == core::kNativeId) return site + joint + "the loop";
    const auto ancestor = session.resource(parent);
    if (!ancestor) return site + joint + "one older than the recording";
    site += joint + session.typeName(ancestor->type);
    parent.id = ancestor->trigger;
  }
  return site;
}

// Severity as a number for sorting; what is not suspected comes last.
int rankOf(const LeakGroup& group) {
  return group.finding ? static_cast<int>(group.finding->severity) : -1;
}

std::vector<std::string> caveatsOf(const storage::SessionInfo& info) {
  std::vector<std::string> caveats;
  if (!info.finished) {
    caveats.emplace_back("the recording has not come to its end: what is open may yet be closed");
  }
  if (info.term_signal.value_or(0) > 0) {
    caveats.push_back(
        fmt::format("the program was ended by signal {}: what it would have closed is not known",
                    *info.term_signal));
  }
  if (info.dropped > 0) {
    caveats.push_back(
        fmt::format("{} events were lost: some of these may have been destroyed", info.dropped));
  }
  if (!info.damage.empty()) caveats.push_back(info.damage);
  return caveats;
}

}  // namespace

LeakReport leakReport(Session& session) {
  std::map<std::pair<int, std::string>, LeakGroup> groups;  // by verdict and site
  LeakReport report;
  report.session = session.info();
  report.caveats = caveatsOf(report.session);
  for (std::uint64_t offset = 0;; offset += kPage) {
    const auto page = session.undestroyed(report.session.events, offset, kPage);
    for (const ResourceRecord& resource : page) {
      const auto finding = judge(factsOf(session, resource));
      const std::string site = siteOf(session, resource);
      LeakGroup& group = groups[{finding ? static_cast<int>(finding->verdict) : 0, site}];
      if (group.count++ == 0) {
        group.finding = finding;
        group.site = site;
      }
      if (group.examples.size() < kMaxExamples) group.examples.push_back(resource);
      ++report.undestroyed;
    }
    if (page.size() < kPage) break;
  }
  for (auto& [key, group] : groups)
    report.groups.push_back(std::move(group));
  std::ranges::stable_sort(report.groups, std::ranges::greater{}, [](const LeakGroup& group) {
    return std::pair(rankOf(group), group.count);
  });
  return report;
}

std::optional<core::Severity> worstOf(const LeakReport& report) {
  for (const LeakGroup& group : report.groups) {  // the most severe first
    if (!group.known && group.finding) return group.finding->severity;
  }
  return std::nullopt;
}

}  // namespace uvscope::app
