#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "core/async_id.h"
#include "core/result.h"

namespace uvscope::app {

enum class EventFormat { Trace, Json, Csv };

struct EventsOptions {
  std::string path;
  std::optional<std::uint32_t> context;  // only its events
  std::string resource;                  // only its events, as ui::parseKey takes it; empty: all
  std::string filter;                    // only events that match it; empty: all
  EventFormat format = EventFormat::Trace;
};

// Prints a line an event, in order. Returns status 0; a context or resource that does not exist is
// an error.
core::Result<int> runEvents(const EventsOptions& options, std::FILE* out);

}  // namespace uvscope::app
