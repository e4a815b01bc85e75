#include "storage/resource_filter.h"

#include <algorithm>
#include <utility>

#include "storage/page_sizes.h"

namespace uvscope::storage {
namespace {

constexpr PageSizes kResourcePages{.first = 16, .largest = 1024};

bool isOfEventsAlone(core::FilterField field) {
  return field == core::FilterField::Kind || field == core::FilterField::Reason ||
         field == core::FilterField::Function || field == core::FilterField::Value ||
         field == core::FilterField::AliveCount;
}

Moment momentAt(Session& session, EventSeq at) {
  const SessionInfo& info = session.info();
  if (at >= info.events) return {info.events, info.duration_ns};
  const auto events = session.events(at, 1);
  return {at, events.empty() ? 0 : events.front().ts_ns};
}

}  // namespace

ResourceFilter::ResourceFilter(Session& session, core::Filter filter, FindingOf finding_of,
                               EventSeq at)
    : session_(session),
      filter_(quickTermsFirst(std::move(filter))),
      notes_(unanswerable(session, filter_, finding_of)),
      moment_(momentAt(session, at)),
      running_(session),
      terms_(session, std::move(finding_of)) {
  running_.moveTo(moment_.seq);
  if (std::ranges::any_of(filter_.terms,
                          [](const auto& term) { return isOfEventsAlone(term.field); })) {
    notes_.emplace_back(
        "kind, reason, function, value and alive(TYPE) are asked of events, so no resource "
        "matches them");
  }
}

bool ResourceFilter::matches(const ResourceRecord& resource) {
  return holds(filter_, [&](const core::FilterTerm& term) {
    return terms_.ask(term, resource, moment_, running_);
  });
}

ResourceMatches ResourceFilter::page(std::uint64_t position, std::uint64_t limit,
                                     FilterBudget budget) {
  terms_.setStop(budget.stop);
  ResourceMatches out;
  out.next = position;
  std::uint64_t size = limit < kResourcePages.first ? kResourcePages.first : kResourcePages.largest;
  while (out.matches.size() < limit && budget.examined > 0 && !budget.stop.stop_requested()) {
    const std::uint64_t wanted = std::min(size, budget.examined);
    size = kResourcePages.after(size);
    std::vector<ResourceRecord> records = session_.resources(out.next, wanted);
    for (ResourceRecord& record : records) {
      if (out.matches.size() == limit) return out;
      const bool match = matches(record);
      if (budget.stop.stop_requested()) return out;  // it may have had no time to find out
      if (match) out.matches.push_back({out.next, std::move(record)});
      ++out.next;
    }
    budget.examined -= wanted;
    out.complete = records.size() < wanted;
    if (out.complete) break;
  }
  return out;
}

std::optional<ResourceMatch> ResourceFilter::next(std::uint64_t position, FilterBudget budget) {
  ResourceMatches found = page(position, 1, std::move(budget));
  if (found.matches.empty()) return std::nullopt;
  return std::move(found.matches.front());
}

std::optional<ResourceMatch> ResourceFilter::previous(std::uint64_t position, FilterBudget budget) {
  terms_.setStop(budget.stop);
  std::uint64_t end = std::min(position, session_.info().resources);
  std::uint64_t most = kResourcePages.first;
  while (end > 0 && budget.examined > 0 && !budget.stop.stop_requested()) {
    const std::uint64_t size = std::min({most, end, budget.examined});
    most = kResourcePages.after(most);
    std::vector<ResourceRecord> records = session_.resources(end - size, size);
    for (std::size_t i = records.size(); i-- > 0;) {
      if (matches(records[i])) return ResourceMatch{end - size + i, std::move(records[i])};
    }
    end -= size;
    budget.examined -= size;
  }
  return std::nullopt;
}

FilterCount ResourceFilter::count(std::uint64_t position, std::uint64_t limit,
                                  FilterBudget budget) {
  FilterCount out;
  out.next = position;
  if (filter_.empty()) {
    const std::uint64_t all = session_.info().resources;
    out.hits = std::min(limit, all - std::min(all, position));
    out.next = position + out.hits;
    out.complete = out.next >= all;
    return out;
  }
  while (!out.complete) {
    const std::uint64_t wanted = std::min(kResourcePages.largest, budget.examined);
    const std::uint64_t left = limit - out.hits;
    if (wanted == 0 || left == 0 || budget.stop.stop_requested()) break;
    const ResourceMatches found = page(out.next, left, {wanted, budget.stop});
    out.hits += found.matches.size();
    out.next = found.next;
    out.complete = found.complete;
    budget.examined -= wanted;
  }
  return out;
}

}  // namespace uvscope::storage
