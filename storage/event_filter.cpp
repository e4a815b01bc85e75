#include "storage/event_filter.h"

#include <algorithm>
#include <utility>

#include "core/libuv_function.h"
#include "storage/page_sizes.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::FilterField;
using core::FilterNode;
using core::FilterTerm;

constexpr PageSizes kEventPages{.first = 64, .largest = 4096};

bool anyWhole(const FilterTerm& term, std::string_view word) {
  return std::ranges::any_of(term.words,
                             [word](const auto& pattern) { return pattern.matchesWhole(word); });
}

}  // namespace

EventFilter::EventFilter(Session& session, core::Filter filter, FindingOf finding_of)
    : session_(session),
      filter_(quickTermsFirst(std::move(filter))),
      notes_(unanswerable(session, filter_, finding_of)),
      running_(session),
      terms_(session, std::move(finding_of)) {
  for (const FilterTerm& term : filter_.terms) {
    if (term.field == FilterField::AliveCount) alive_.try_emplace(&term, session, term.words);
  }
}

bool EventFilter::matches(EventSeq seq, const Event& event) {
  running_.moveTo(seq, event);
  if (!alive_.empty()) {
    const bool counted = event.kind == EventKind::Init || event.kind == EventKind::Destroy;
    const ResourceRecord* const resource = counted ? resourceOf(event) : nullptr;
    for (auto& [term, counter] : alive_)
      counter.moveTo(seq, event, resource);
  }
  return holds(filter_, [&](const FilterTerm& term) { return ask(term, seq, event); });
}

Truth EventFilter::ask(const FilterTerm& term, EventSeq seq, const Event& event) {
  switch (term.field) {
    case FilterField::Kind:
      return truth(((term.choices >> static_cast<unsigned>(event.kind)) & 1U) != 0);
    case FilterField::Reason:
      return truth(event.kind == EventKind::Before &&
                   ((term.choices >> static_cast<unsigned>(event.reason)) & 1U) != 0);
    case FilterField::Function:
      return truth(hasFunction(event.kind) &&
                   anyWhole(term, libuvFunctionName(functionIn(event.type))));
    case FilterField::Value:
      return truth(hasValue(event.kind) && term.range.contains(event.value));
    case FilterField::Time:
      return truth(term.range.contains(event.ts_ns));
    case FilterField::Seq:
      return truth(term.range.contains(seq));
    case FilterField::Id: {
      const core::ResourceKey key{event.context, event.id};
      return truth(std::ranges::find(term.resources, key) != term.resources.end());
    }
    case FilterField::Thread:
    case FilterField::Process:
      return terms_.askContext(term, event.context);
    case FilterField::RunLongest:
      return askRun(term, event);
    case FilterField::AliveCount:
      return truth(term.range.contains(alive_.at(&term).count()));
    default:
      return askResource(term, seq, event);
  }
}

Truth EventFilter::askResource(const FilterTerm& term, EventSeq seq, const Event& event) {
  const ResourceRecord* const resource = resourceOf(event);
  if (resource == nullptr) return Truth::No;  // of a loop
  return terms_.ask(term, *resource, {seq, event.ts_ns}, running_);
}

Truth EventFilter::askRun(const FilterTerm& term, const Event& event) {
  if (event.kind != EventKind::After) return Truth::No;
  const ResourceRecord* const resource = resourceOf(event);
  const auto low = static_cast<std::uint64_t>(std::max<std::int64_t>(term.range.low, 0));
  if (resource != nullptr && resource->max_run_ns < low) return Truth::No;
  const auto took = running_.endedAfterNs();
  return took ? truth(term.range.contains(*took)) : Truth::Unknown;
}

const ResourceRecord* EventFilter::resourceOf(const Event& event) {
  if (core::isSyntheticRoot(event.id)) return nullptr;
  const core::ResourceKey key{event.context, event.id};
  if (kept_.empty()) kept_.resize(kKeptRecords);
  KeptRecord& kept = kept_[std::hash<core::ResourceKey>{}(key) % kept_.size()];
  if (!kept.read || kept.key != key) kept = {key, true, session_.resource(key)};
  return kept.record ? &*kept.record : nullptr;
}

std::optional<core::ResourceKey> EventFilter::onlyResource() const {
  const auto keyOf = [this](std::size_t node) -> std::optional<core::ResourceKey> {
    const FilterNode& at = filter_.nodes[node];
    if (at.kind != FilterNode::Kind::Term) return std::nullopt;
    const FilterTerm& term = filter_.terms[at.term];
    if (term.field != FilterField::Id || term.resources.size() != 1) return std::nullopt;
    return term.resources.front();
  };
  const FilterNode& root = filter_.nodes.back();
  if (root.kind == FilterNode::Kind::Term) return keyOf(filter_.nodes.size() - 1);
  if (root.kind != FilterNode::Kind::All) return std::nullopt;
  for (const std::size_t child : root.children) {
    if (const auto key = keyOf(child)) return key;
  }
  return std::nullopt;
}

EventMatch EventFilter::each(EventSeq from, const Take& take, FilterBudget budget) {
  terms_.setStop(budget.stop);
  EventSeq seq = from;
  const auto stopped = [&] { return budget.examined == 0 || budget.stop.stop_requested(); };
  if (const auto only = onlyResource()) {
    for (EventSeq at = session_.nextEventOf(*only, seq); at != kNoSeq && !stopped();
         at = session_.nextEventOf(*only, at)) {
      seq = at;
      --budget.examined;
      for (const Event& event : session_.events(at, 1)) {
        if (matches(at, event) && !take(at, event)) return {at, at, false};
      }
    }
    return {kNoSeq, seq, !stopped()};
  }
  for (std::uint64_t size = kEventPages.first; seq < session_.info().events;
       size = kEventPages.after(size)) {
    if (stopped()) return {kNoSeq, seq, false};
    const auto page = session_.events(seq + 1, std::min(size, budget.examined));
    if (page.empty()) ++seq;  // in a part that cannot be read: what follows it may be
    for (const Event& event : page) {
      const bool match = matches(seq + 1, event);
      if (budget.stop.stop_requested()) return {kNoSeq, seq, false};
      ++seq;
      if (match && !take(seq, event)) return {seq, seq, false};
    }
    budget.examined -= std::min<std::uint64_t>(budget.examined, page.size());
  }
  return {kNoSeq, seq, true};
}

EventMatch EventFilter::next(EventSeq from, FilterBudget budget) {
  return each(
      from, [](EventSeq, const Event&) { return false; }, std::move(budget));
}

EventMatch EventFilter::previous(EventSeq from, FilterBudget budget) {
  terms_.setStop(budget.stop);
  EventSeq end = std::min(from, session_.info().events + 1);  // one past what is left to look at
  const auto stopped = [&] { return budget.examined == 0 || budget.stop.stop_requested(); };
  if (const auto only = onlyResource()) {
    for (EventSeq at = session_.previousEventOf(*only, end); at != kNoSeq && !stopped();
         at = session_.previousEventOf(*only, at)) {
      end = at;
      --budget.examined;
      for (const Event& event : session_.events(at, 1)) {
        if (matches(at, event)) return {at, at, false};
      }
    }
    return {kNoSeq, end, !stopped()};
  }
  for (std::uint64_t most = kEventPages.first; end > 1; most = kEventPages.after(most)) {
    if (stopped()) return {kNoSeq, end, false};
    const EventSeq size = std::min({most, end - 1, budget.examined});
    const EventSeq first = end - size;
    const auto page = session_.events(first, size);
    for (std::size_t i = page.size(); i-- > 0;) {
      const bool match = matches(first + i, page[i]);
      if (budget.stop.stop_requested()) return {kNoSeq, first + i + 1, false};
      if (match) return {first + i, first + i, false};
    }
    end = first;
    budget.examined -= size;
  }
  return {kNoSeq, end, true};
}

FilterCount EventFilter::count(EventSeq from, std::uint64_t limit, FilterBudget budget) {
  FilterCount out;
  out.next = from;
  if (limit == 0) return out;
  const EventMatch end = each(
      from, [&](EventSeq, const Event&) { return ++out.hits < limit; }, std::move(budget));
  out.next = end.reached;
  out.complete = end.complete;
  return out;
}

}  // namespace uvscope::storage
