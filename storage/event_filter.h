// The events of a session that a filter lets through: what break conditions stop at, what a list of
// events shows. A question about a resource is one about the resource of the event, as it is after
// the event; `run` is the callback that the event ends.
//
// Not thread-safe, like the session. After Session::refresh() make a new one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/analysis/filter.h"
#include "storage/alive_counter.h"
#include "storage/resource_filter.h"
#include "storage/resource_terms.h"
#include "storage/running_callbacks.h"
#include "storage/session.h"

namespace uvscope::storage {

// `seq` is kNoSeq where nothing was found: `complete` tells whether that is certain or the budget
// was spent, after which a search goes on from `reached`.
struct EventMatch {
  EventSeq seq = kNoSeq;
  EventSeq reached = kNoSeq;
  bool complete = false;
};

class EventFilter {
 public:
  // `session` must outlive this.
  EventFilter(Session& session, core::Filter filter, FindingOf finding_of = {});
  ~EventFilter() = default;
  EventFilter(const EventFilter&) = delete;
  EventFilter& operator=(const EventFilter&) = delete;

  [[nodiscard]] const core::Filter& filter() const { return filter_; }

  // What cannot be answered here, and so matches nothing: a line each.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  // Quickest when asked of one event after the other.
  [[nodiscard]] bool matches(EventSeq seq, const core::Event& event);

  // Goes through the matches after event `from` in order, until `take` returns false.
  using Take = std::function<bool(EventSeq, const core::Event&)>;
  EventMatch each(EventSeq from, const Take& take, FilterBudget budget = {});
  // The nearest match after event `from`, and before it.
  EventMatch next(EventSeq from, FilterBudget budget = {});
  EventMatch previous(EventSeq from, FilterBudget budget = {});
  // Matches after event `from`; complete, unless there are more than `limit` or the budget is
  // spent.
  FilterCount count(EventSeq from, std::uint64_t limit, FilterBudget budget = {});

 private:
  static constexpr std::size_t kKeptRecords = 1024;

  struct KeptRecord {
    core::ResourceKey key;
    bool read = false;
    std::optional<ResourceRecord> record;
  };

  Truth ask(const core::FilterTerm& term, EventSeq seq, const core::Event& event);
  Truth askResource(const core::FilterTerm& term, EventSeq seq, const core::Event& event);
  Truth askRun(const core::FilterTerm& term, const core::Event& event);
  const ResourceRecord* resourceOf(const core::Event& event);
  // The one resource that a match must be of; nothing if there may be several.
  [[nodiscard]] std::optional<core::ResourceKey> onlyResource() const;

  Session& session_;
  core::Filter filter_;
  std::vector<std::string> notes_;
  RunningCallbacks running_;
  ResourceTerms terms_;
  std::unordered_map<const core::FilterTerm*, AliveCounter> alive_;
  std::vector<KeptRecord> kept_;  // by hash, once needed: events of a resource lie together
};

}  // namespace uvscope::storage
