// The peer: a row an event in plain SQLite, by its fastest route (INSERT … SELECT from a virtual
// table over the events in memory), with or without an index on the resource.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/event.h"

namespace uvscope::bench {

struct RowsWritten {
  double seconds = 0;  // of processor time
  std::uint64_t bytes = 0;
};

// Replaces the file at `path`.
RowsWritten writePlainRows(const std::string& path, std::span<const core::Event> events,
                           bool with_index);

}  // namespace uvscope::bench
