// Makes a session of others: tells them once more, through filters, to a writer. A copy of a
// recording that has not come to its end says so too.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/forwarding_sink.h"
#include "core/result.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"

namespace uvscope::storage {

// Stands between a session that is told and what is written of it.
class RewriteFilter : public core::ForwardingSink {
 public:
  using core::ForwardingSink::ForwardingSink;
  // A filter in front of another is not a copy of it.
  RewriteFilter(const RewriteFilter&) = delete;
  RewriteFilter& operator=(const RewriteFilter&) = delete;

  // All events were told; what becomes of the processes was not.
  virtual void endOfEvents() {}
};

using FilterPtr = std::unique_ptr<RewriteFilter>;

struct RewriteInput {
  SessionReader* session = nullptr;
  // Makes the filter in front of `next`; none: all passes.
  std::function<FilterPtr(core::EventSink& next)> filter;
  // Its beginning, after the one of the copy.
  std::uint64_t shift_ns = 0;
  std::uint64_t until_ns = kNeverNs;  // by its own clock: later events are not wanted
};

struct RewriteOutput {
  std::string program;
  std::int64_t recorded_unix_ms = 0;
  std::uint64_t duration_ns = 0;
  bool tell_program_exit = true;  // of the first input
  std::size_t chunk_events = kMaxChunkEvents;
};

struct RewriteTotals {
  EventSeq events = 0;
  std::uint64_t resources = 0, dropped = 0;  // of the copy
  std::uint64_t unreadable = 0;              // events of the inputs
  std::string damage;                        // empty, or what else of them was not readable
};

// What goes into a copy of all of `session`.
RewriteOutput copyOf(const SessionReader& session);

// Writes to `path`, where nothing is, from the inputs in order of time. Filters may change the
// times of events, but are told them as `shift_ns` makes them.
core::Result<RewriteTotals> rewriteSessions(std::span<const RewriteInput> inputs,
                                            const RewriteOutput& output, const std::string& path);

}  // namespace uvscope::storage
