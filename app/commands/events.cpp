#include "app/commands/events.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "app/commands/event_format.h"
#include "app/commands/open_session.h"
#include "ui/logic/command_line.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using storage::EventSeq;
using storage::Session;

constexpr std::uint64_t kPageEvents = 4096;

bool hasContext(const Session& session, std::uint32_t context) {
  return std::ranges::any_of(
      session.contexts(), [&](const core::ContextInfo& info) { return info.id.value == context; });
}

// Every event, or those of one context.
void printAll(Session& session, const EventFormatter& formatter, const EventsOptions& options,
              std::FILE* out) {
  for (EventSeq first = 1; first <= session.info().events;) {
    const std::vector<core::Event> page = session.events(first, kPageEvents);
    if (page.empty()) ++first;  // in a part that cannot be read: what follows it may be
    for (const core::Event& event : page) {
      const EventSeq seq = first++;
      if (options.context && event.context.value != *options.context) continue;
      fmt::print(out, "{}\n", formatter.line(seq, event));
    }
  }
}

void printResource(Session& session, const EventFormatter& formatter, core::ResourceKey key,
                   std::FILE* out) {
  for (EventSeq seq = session.nextEventOf(key, storage::kNoSeq); seq != storage::kNoSeq;
       seq = session.nextEventOf(key, seq)) {
    for (const core::Event& event : session.events(seq, 1)) {
      fmt::print(out, "{}\n", formatter.line(seq, event));
    }
  }
}

}  // namespace

core::Result<int> runEvents(const EventsOptions& options, std::FILE* out) {
  auto opened = openSession(options.path);
  if (!opened) return std::move(opened).error();
  Session& session = **opened;
  if (options.context && !hasContext(session, *options.context)) {
    return core::Error{core::ErrorCode::NotFound,
                       fmt::format("no context {} in {}; 'uvscope info {}' lists them",
                                   *options.context, options.path, options.path)};
  }
  const bool one_context = options.context || session.contexts().size() <= 1;
  const EventFormatter formatter(session, options.format, !one_context);
  core::ResourceKey key;
  if (!options.resource.empty()) {
    const auto parsed = ui::parseKey(options.resource);
    if (!parsed) return parsed.error();
    key = *parsed;
    if (!session.resource(key)) {
      return core::Error{core::ErrorCode::NotFound,
                         fmt::format("no resource {} in {}; 'uvscope tree {}' shows all",
                                     options.resource, options.path, options.path)};
    }
  }
  if (const std::string header = formatter.header(); !header.empty()) {
    fmt::print(out, "{}\n", header);
  }
  const std::string known_damage = session.info().damage;
  if (options.resource.empty()) {
    printAll(session, formatter, options, out);
  } else {
    printResource(session, formatter, key, out);
  }
  if (const std::string& damage = session.info().damage; damage != known_damage) {
    return core::Error{core::ErrorCode::Corrupt, fmt::format("{}: {}", damage, options.path)};
  }
  return 0;
}

}  // namespace uvscope::app
