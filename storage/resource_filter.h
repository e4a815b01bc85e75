// The resources of a session that a filter lets through: page by page, one by one in both
// directions, counted. Each call looks at no more than it is allowed to and says how far it came.
//
// Not thread-safe, like the session. After Session::refresh() make a new one.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/analysis/filter.h"
#include "storage/resource_terms.h"
#include "storage/running_callbacks.h"
#include "storage/session.h"

namespace uvscope::storage {

// How much a call may look at before it returns with what it has.
struct FilterBudget {
  std::uint64_t examined = std::numeric_limits<std::uint64_t>::max();
  std::stop_token stop = {};
};

// Positions are those of Session::resources(): 0 is the first one made.
struct ResourceMatch {
  std::uint64_t position = 0;
  ResourceRecord record;
};

struct ResourceMatches {
  std::vector<ResourceMatch> matches;
  std::uint64_t next = 0;  // where to go on
  bool complete = false;   // nothing is left beyond `next`
};

struct FilterCount {
  std::uint64_t hits = 0;
  std::uint64_t next = 0;  // where to go on
  bool complete = false;
};

class ResourceFilter {
 public:
  // States, ages and what is alive are those after event `at`. `session` must outlive this.
  ResourceFilter(Session& session, core::Filter filter, FindingOf finding_of = {},
                 EventSeq at = std::numeric_limits<EventSeq>::max());
  ~ResourceFilter() = default;
  ResourceFilter(const ResourceFilter&) = delete;
  ResourceFilter& operator=(const ResourceFilter&) = delete;

  [[nodiscard]] const core::Filter& filter() const { return filter_; }

  // What cannot be answered here, and so matches nothing: a line each.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  [[nodiscard]] bool matches(const ResourceRecord& resource);

  // At most `limit` matches from `position` on.
  ResourceMatches page(std::uint64_t position, std::uint64_t limit, FilterBudget budget = {});
  // The first match at or after `position`; nothing if there is none, or the budget is spent.
  std::optional<ResourceMatch> next(std::uint64_t position, FilterBudget budget = {});
  // The last match before `position`.
  std::optional<ResourceMatch> previous(std::uint64_t position, FilterBudget budget = {});
  // Matches from `position` on; complete, unless there are more than `limit` or the budget is
  // spent.
  FilterCount count(std::uint64_t position, std::uint64_t limit, FilterBudget budget = {});

 private:
  Session& session_;
  core::Filter filter_;
  std::vector<std::string> notes_;
  Moment moment_;
  RunningCallbacks running_;
  ResourceTerms terms_;
};

}  // namespace uvscope::storage
