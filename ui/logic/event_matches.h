// The events that a filter lets through, around a place of the list: as many as the screen shows
// and some before and after, for scrolling. Found on the worker in slices, since the next match may
// be far.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/analysis/filter.h"
#include "storage/session.h"
#include "ui/logic/event_rows.h"
#include "ui/logic/search.h"

namespace uvscope::ui {

struct EventPageKey {
  std::string filter;
  storage::EventSeq from = 1;  // the first event that may be shown at the top
  std::uint64_t count = 0;     // rows wanted from there on, and as many before
  friend bool operator==(const EventPageKey&, const EventPageKey&) = default;
};

struct EventPage {
  std::vector<EventRow> rows;        // in order
  std::size_t before = 0;            // of them: those before `from`
  bool first = false, last = false;  // nothing matches before, after the rows
  std::vector<std::string> notes;    // what cannot be answered, and so matches nothing
};

Search<EventPageKey, EventPage>::Slice eventPageSlices(storage::Session& session,
                                                       core::Filter filter, EventPageKey key);

// The row of one event.
EventRow eventRow(storage::Session& session, storage::EventSeq seq);

}  // namespace uvscope::ui
