// What was read of one context and is not yet handed on: events in order, and between them what is
// said of them (details, losses).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/async_id.h"
#include "core/event.h"

namespace uvscope::capture {

// Something for the sink that is no event.
struct Note {
  enum class Kind : std::uint8_t { Detail, Dropped };

  Kind kind = Kind::Detail;
  std::size_t position = 0;  // belongs before the event of this index in ContextQueue::events
  core::AsyncId id;          // Detail
  std::uint64_t count = 0;   // Dropped
  std::string text;          // Detail
};

struct ContextQueue {
  core::ContextId context;
  std::vector<core::Event> events;  // times never go back
  std::vector<Note> notes;          // positions never go back
  std::size_t events_done = 0, notes_done = 0;

  [[nodiscard]] bool empty() const {
    return events_done == events.size() && notes_done == notes.size();
  }

  // Forgets what was handed on.
  void compact() {
    for (std::size_t i = notes_done; i < notes.size(); ++i)
      notes[i].position -= events_done;
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(events_done));
    notes.erase(notes.begin(), notes.begin() + static_cast<std::ptrdiff_t>(notes_done));
    events_done = notes_done = 0;
  }
};

}  // namespace uvscope::capture
