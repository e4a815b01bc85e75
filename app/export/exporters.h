// A session in the formats of other tools (docs/export.md). Each writes as it reads: memory does
// not grow with the session. What was written when `out` fails is for the caller to remove.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "app/export/export_stream.h"
#include "core/analysis/filter.h"
#include "storage/resource_terms.h"
#include "storage/session.h"

namespace uvscope::app {

struct ExportRequest {
  core::Filter filter;  // of events for lists of events, else of resources
  std::uint64_t from_ns = 0;
  std::uint64_t to_ns = std::numeric_limits<std::uint64_t>::max();  // included
  storage::ParentKind by = storage::ParentKind::Trigger;            // of Dot
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // resources of Dot

  [[nodiscard]] bool wholeTime() const {
    return from_ns == 0 && to_ns == std::numeric_limits<std::uint64_t>::max();
  }
};

// What a person should know of the result, a line each.
using ExportNotes = std::vector<std::string>;

// A line an event: `line` makes it, without its end.
using EventLine = std::function<std::string(storage::EventSeq, const core::Event&)>;
ExportNotes exportEventLines(storage::Session& session, const ExportRequest& request,
                             const EventLine& line, ExportStream& out);
using ResourceLine = std::function<std::string(const storage::ResourceRecord&)>;
ExportNotes exportResourceLines(storage::Session& session, const ExportRequest& request,
                                const ResourceLine& line, ExportStream& out);
// Chrome's trace events as JSON, for Perfetto.
ExportNotes exportChrome(storage::Session& session, const ExportRequest& request,
                         ExportStream& out);
// A graph for Graphviz.
ExportNotes exportDot(storage::Session& session, const ExportRequest& request, ExportStream& out);
// OpenTelemetry's spans as OTLP JSON.
ExportNotes exportOtlp(storage::Session& session, const ExportRequest& request, ExportStream& out);

// Shared by them.

// So many are asked of the session at a time.
inline constexpr std::uint64_t kEventsAtOnce = 4096;
inline constexpr std::uint64_t kResourcesAtOnce = 1024;

// A resource that exists at a time of the request and matches its filter.
core::Filter resourcesWanted(const ExportRequest& request);
// Events whose time is in the range, in order. Ends early when `take` returns false.
void eachEventIn(storage::Session& session, const ExportRequest& request,
                 const std::function<bool(storage::EventSeq, const core::Event&)>& take);
// Quoted; what is no UTF-8 is replaced.
std::string jsonText(const std::string& text);

}  // namespace uvscope::app
