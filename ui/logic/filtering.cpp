#include "ui/logic/filtering.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "ui/logic/format.h"
#include "ui/logic/leak_judge.h"

namespace uvscope::ui {
namespace {

using core::FilterField;
using Clock = std::chrono::steady_clock;

// Small enough that the clock is looked at often.
constexpr std::uint64_t kResourcesExamined = 1024;

// Made anew when the session has grown, as a filter must be.
class Matcher {
 public:
  Matcher(storage::Session& session, core::Filter filter, storage::EventSeq at)
      : session_(session), wanted_(std::move(filter)), at_(at) {}

  bool slice(FilterMatches& out, const std::stop_token& stop) {
    const Clock::time_point end = Clock::now() + kSlice;
    const storage::SessionInfo& info = session_.info();
    if (!filter_ || made_for_ != info.events) {
      made_for_ = info.events;
      const storage::EventSeq at = std::min(at_, info.events);
      filter_ = std::make_unique<storage::ResourceFilter>(session_, wanted_,
                                                          findingsAt(session_, at), at);
      out.notes = filter_->notes();
    }
    out.resources = info.resources;
    while (!out.complete && Clock::now() < end && !stop.stop_requested())
      lookOn(out, stop);
    return out.complete;
  }

 private:
  void lookOn(FilterMatches& out, const std::stop_token& stop) {
    const storage::FilterBudget budget{kResourcesExamined, stop};
    if (out.first.size() < kMostMatches) {
      auto page = filter_->page(out.examined, kMostMatches - out.first.size(), budget);
      out.hits += page.matches.size();
      for (storage::ResourceMatch& match : page.matches)
        out.first.push_back(std::move(match.record));
      out.examined = page.next;
      out.complete = page.complete;
      return;
    }
    const auto count = filter_->count(out.examined, kResourcesExamined, budget);
    out.hits += count.hits;
    out.examined = count.next;
    out.complete = count.complete;
  }

  storage::Session& session_;
  const core::Filter wanted_;
  const storage::EventSeq at_;
  storage::EventSeq made_for_ = storage::kNoSeq;
  std::unique_ptr<storage::ResourceFilter> filter_;
};

bool usesAny(const core::Filter& filter, std::span<const FilterField> fields) {
  return std::ranges::any_of(fields, [&](FilterField field) { return filter.uses(field); });
}

}  // namespace

bool isOfEvents(const core::Filter& filter) {
  constexpr std::array kFields{FilterField::Kind, FilterField::Reason, FilterField::Function,
                               FilterField::Value, FilterField::AliveCount};
  return usesAny(filter, kFields);
}

bool dependsOnMoment(const core::Filter& filter) {
  constexpr std::array kFields{FilterField::State, FilterField::Finding, FilterField::Age,
                               FilterField::Lived, FilterField::Wait,    FilterField::Alive};
  return usesAny(filter, kFields);
}

storage::FindingOf findingsAt(storage::Session& session, storage::EventSeq at) {
  const auto judge = std::make_shared<LeakJudge>(session, at);
  return [judge, at](const storage::ResourceRecord& resource) -> std::optional<core::Finding> {
    const bool made = resource.init_seq <= at;
    const bool gone = resource.destroyed() && resource.destroy_seq <= at;
    if (!made || gone) return std::nullopt;
    return judge->judge(resource).finding;
  };
}

Search<FilterKey, FilterMatches>::Slice matchSlices(storage::Session& session, core::Filter filter,
                                                    storage::EventSeq at) {
  const auto matcher = std::make_shared<Matcher>(session, std::move(filter), at);
  return [matcher](FilterMatches& out, const std::stop_token& stop) {
    return matcher->slice(out, stop);
  };
}

std::string whyNoMatch(const FilterMatches& matches) {
  if (!matches.complete) return "No resource matches so far…";
  std::string out = "No resource matches the filter; Ctrl+Z undoes it.";
  for (const std::string& note : matches.notes)
    out += " Note: " + note + ".";
  return out;
}

std::string hitsOf(const FilterMatches& matches) {
  return fmt::format("{} of {}{}", formatCount(matches.hits),
                     formatCount(matches.complete ? matches.resources : matches.examined),
                     matches.complete ? "" : "…");
}

}  // namespace uvscope::ui
