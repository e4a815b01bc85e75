// What the filter of the desktop lets through: the resources for trees and timeline, found on the
// worker in slices.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/analysis/filter.h"
#include "storage/resource_filter.h"
#include "storage/session.h"
#include "ui/logic/search.h"

namespace uvscope::ui {

// What a moment of the session says of a resource decides whether `filter` lets it through: the
// cursor then matters.
bool dependsOnMoment(const core::Filter& filter);

// It asks what only an event can answer, and so is one for the list of events and for steps alone:
// no resource would match.
bool isOfEvents(const core::Filter& filter);

// As the view of open resources judges after event `at`. `session` must outlive it.
storage::FindingOf findingsAt(storage::Session& session, storage::EventSeq at);

// How many matches views show one by one; the others are counted.
inline constexpr std::uint64_t kMostMatches = 4000;

struct FilterMatches {
  std::vector<storage::ResourceRecord> first;  // the first kMostMatches ones made, in that order
  std::uint64_t hits = 0;                      // of `examined`
  std::uint64_t examined = 0;                  // of all `resources`, in order of init
  std::uint64_t resources = 0;
  bool complete = false;           // all were looked at
  std::vector<std::string> notes;  // what cannot be answered, and so matches nothing

  // `first` is all that match.
  [[nodiscard]] bool all() const { return complete && hits == first.size(); }
};

inline constexpr storage::EventSeq kAtEnd = std::numeric_limits<storage::EventSeq>::max();

struct FilterKey {
  std::string text;
  storage::EventSeq at = kAtEnd;  // the moment
  friend bool operator==(const FilterKey&, const FilterKey&) = default;
};

// `at`: the moment; kAtEnd: the end, wherever that is.
Search<FilterKey, FilterMatches>::Slice matchSlices(storage::Session& session, core::Filter filter,
                                                    storage::EventSeq at);

// What of the matches a view shows: changes when that does, not with every count.
struct ShownMatches {
  FilterKey of;
  std::size_t shown = 0;
  bool all = false;
  friend bool operator==(const ShownMatches&, const ShownMatches&) = default;
};

// The filter in a frame: null and nothing while none is set or the first answer is on its way, and
// then everything is shown.
struct Filtering {
  std::shared_ptr<const FilterMatches> matches;
  std::optional<ShownMatches> shown;
};

// Why a list is empty: one sentence, and what cannot be answered.
std::string whyNoMatch(const FilterMatches& matches);

// "37 of 354", "37 of 354 …" while it is being counted.
std::string hitsOf(const FilterMatches& matches);

}  // namespace uvscope::ui
