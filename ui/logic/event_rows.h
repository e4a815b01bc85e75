// A page of the event list, with what the events alone do not say: of what type their resources
// are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/session.h"

namespace uvscope::ui {

struct EventRow {
  storage::EventSeq seq = storage::kNoSeq;
  core::Event event;
  core::TypeId type;         // of its resource, as of the end
  std::uint64_t gap_ns = 0;  // since the event before
  std::string note;          // "trigger 7 · in 7", "read 64 B", "after 41.2 µs"

  [[nodiscard]] core::ResourceKey key() const { return {event.context, event.id}; }
};

std::vector<EventRow> eventRows(storage::Session& session, storage::EventSeq first,
                                std::uint64_t count);

// What a before says of its callback: "read 64 B", "connection", "signal 15", "exit 0".
std::string callbackNote(const core::Event& before);

}  // namespace uvscope::ui
