#include "ui/logic/leak_report.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "storage/resource_filter.h"
#include "ui/logic/filtering.h"
#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

using storage::ResourceRecord;

constexpr std::uint64_t kJudgedAtOnce = 1024;

// Verdict (0: none), type, origin, creation site, reason.
using GroupKey = std::tuple<int, std::uint32_t, std::string, std::string, std::string>;

// Asks for the name of each site once.
class SiteNames {
 public:
  explicit SiteNames(storage::Session& session) : session_(session) {}

  const std::string& of(core::StackId stack) {
    const auto [found, fresh] = names_.try_emplace(stack);
    if (fresh) found->second = session_.site(stack);
    return found->second;
  }

 private:
  storage::Session& session_;
  std::map<core::StackId, std::string> names_;
};

// Severity as a number for sorting; what is not suspected comes last.
int rankOf(const LeakGroup& group) {
  return group.finding() ? static_cast<int>(group.finding()->severity) : -1;
}

std::vector<std::string> caveatsOf(const storage::SessionInfo& info) {
  std::vector<std::string> caveats;
  if (!info.finished) {
    caveats.push_back(
        info.recording
            ? "the recording goes on: what is open may yet be closed"
            : fmt::format("the session has no end ({}): what is open may have been closed since",
                          kWhyUnfinished));
  }
  if (!info.left_running.empty()) {
    caveats.push_back(formatPlural(info.left_running.size(), "process") +
                      " ran on when the recording ended: what is open there may have been closed");
  }
  if (info.term_signal.value_or(0) > 0) {
    caveats.push_back(
        fmt::format("the program was ended by signal {}: what it would have closed is not known",
                    *info.term_signal));
  }
  if (info.dropped > 0) {
    caveats.push_back(
        fmt::format("{} events were lost, so some of what was made or destroyed is not known",
                    formatCount(info.dropped)));
  }
  if (!info.damage.empty()) caveats.push_back(info.damage);
  return caveats;
}

void add(LeakReport& report, std::map<GroupKey, LeakGroup>& groups, LeakJudge& judge,
         SiteNames& sites, storage::Session& session, ResourceRecord&& resource,
         std::size_t most_examples) {
  Judgement judgement = judge.judge(resource);
  std::string origin = judge.originOf(resource);
  const int verdict = judgement.finding ? static_cast<int>(judgement.finding->verdict) : 0;
  const std::string& made_by = sites.of(resource.stack);
  LeakGroup& group = groups[{verdict, resource.type.value, origin, made_by, judgement.reason}];
  if (group.count++ == 0) {
    group.judgement = std::move(judgement);
    group.type = resource.type;
    group.site = session.typeName(resource.type) + ", " + origin;
    group.origin = std::move(origin);
    group.made_by = made_by;
  }
  if (!resource.destroyed()) ++group.never_destroyed;
  if (!resource.destroyed()) ++report.never_destroyed;
  ++report.looked_at;
  if (group.examples.size() < most_examples) group.examples.push_back(std::move(resource));
}

}  // namespace

LeakReport leakReport(storage::Session& session, storage::EventSeq at, LeakLimits limits,
                      const ResourceTest& only) {
  std::map<GroupKey, LeakGroup> groups;
  LeakJudge judge(session, at);
  SiteNames sites(session);
  LeakReport report;
  report.session = session.info();
  report.at = at;
  report.at_ns = judge.now();
  report.ended = judge.ended();
  report.caveats = caveatsOf(report.session);
  std::uint64_t examined = 0;
  for (std::uint64_t offset = 0; offset < limits.looked_at; offset += kJudgedAtOnce) {
    const std::uint64_t wanted = std::min(kJudgedAtOnce, limits.looked_at - offset);
    auto page = session.undestroyed(at, offset, wanted);
    for (ResourceRecord& resource : page) {
      if (only && !only(resource)) continue;
      add(report, groups, judge, sites, session, std::move(resource), limits.examples);
    }
    examined += page.size();
    if (page.size() < wanted) break;
  }
  const std::uint64_t all = std::max(examined, session.undestroyedCount(at));
  report.undestroyed = only ? report.looked_at : all;
  report.beyond = all - examined;
  for (auto& [key, group] : groups)
    report.groups.push_back(std::move(group));
  std::ranges::stable_sort(report.groups, std::ranges::greater{}, [](const LeakGroup& group) {
    return std::tuple(rankOf(group), group.never_destroyed, group.count);
  });
  return report;
}

LeakReport leakReport(storage::Session& session, storage::EventSeq at, const core::Filter& filter,
                      LeakLimits limits) {
  if (filter.empty()) return leakReport(session, at, limits);
  storage::ResourceFilter matching(session, filter, findingsAt(session, at), at);
  LeakReport report = leakReport(session, at, limits, [&matching](const ResourceRecord& resource) {
    return matching.matches(resource);
  });
  report.filter = filter.text;
  report.notes = matching.notes();
  return report;
}

std::string headlineOf(const LeakReport& report) {
  if (report.session.resources == 0) return "Nothing was recorded, so nothing can be said.";
  if (!report.filter.empty()) {
    const std::string what = fmt::format("“{}”", report.filter);
    if (report.undestroyed == 0) return "Nothing that is open matches " + what + ".";
    if (report.undestroyed == 1) return "1 resource that matches " + what + " was never destroyed.";
    return fmt::format("{} resources that match {} were never destroyed.",
                       formatCount(report.undestroyed), what);
  }
  if (report.undestroyed == 0) {
    if (report.session.dropped > 0) return "No resource is known to be open.";
    return report.session.damage.empty() ? "Every resource was destroyed."
                                         : "In what can be read, every resource was destroyed.";
  }
  return fmt::format("{} of {} never destroyed.", formatCount(report.undestroyed),
                     formatPlural(report.session.resources, "resource"));
}

std::optional<core::Severity> worstOf(const LeakReport& report) {
  for (const LeakGroup& group : report.groups) {  // the most severe first
    if (!group.known && group.finding()) return group.finding()->severity;
  }
  return std::nullopt;
}

}  // namespace uvscope::ui
