#include "app/commands/events.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "app/commands/event_format.h"
#include "app/commands/filter_option.h"
#include "app/commands/open_session.h"
#include "storage/event_filter.h"
#include "ui/logic/command_line.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

using storage::EventSeq;
using storage::Session;

constexpr std::uint64_t kPrintedAtOnce = 4096;

bool hasContext(const Session& session, std::uint32_t context) {
  return std::ranges::any_of(
      session.contexts(), [&](const core::ContextInfo& info) { return info.id.value == context; });
}

using Print = std::function<void(EventSeq, const core::Event&)>;

void printAll(Session& session, const Print& print) {
  for (EventSeq first = 1; first <= session.info().events;) {
    const std::vector<core::Event> page = session.events(first, kPrintedAtOnce);
    if (page.empty()) ++first;  // in a part that cannot be read: what follows it may be
    for (const core::Event& event : page)
      print(first++, event);
  }
}

void printResource(Session& session, core::ResourceKey key, const Print& print) {
  for (EventSeq seq = session.nextEventOf(key, storage::kNoSeq); seq != storage::kNoSeq;
       seq = session.nextEventOf(key, seq)) {
    for (const core::Event& event : session.events(seq, 1))
      print(seq, event);
  }
}

// That of the option; nothing when it is not given.
core::Result<std::optional<core::ResourceKey>> resourceOf(Session& session,
                                                          const EventsOptions& options) {
  if (options.resource.empty()) return std::optional<core::ResourceKey>();
  const auto key = ui::parseKey(options.resource);
  if (!key) return key.error();
  if (!session.resource(*key)) return noResource(session, *key, options.path);
  return std::optional(*key);
}

void printWanted(Session& session, const std::optional<core::ResourceKey>& resource,
                 storage::EventFilter& filter, const Print& print) {
  if (resource) {
    printResource(session, *resource, [&](EventSeq seq, const core::Event& event) {
      if (filter.matches(seq, event)) print(seq, event);
    });
  } else if (filter.filter().empty()) {
    printAll(session, print);
  } else {
    filter.each(storage::kNoSeq, [&](EventSeq seq, const core::Event& event) {
      print(seq, event);
      return true;
    });
  }
}

}  // namespace

core::Result<int> runEvents(const EventsOptions& options, std::FILE* out) {
  auto parsed = parseFilterOption(options.filter);
  if (!parsed) return std::move(parsed).error();
  auto opened = openSession(options.path);
  if (!opened) return std::move(opened).error();
  Session& session = **opened;
  if (options.context && !hasContext(session, *options.context)) {
    return core::Error{core::ErrorCode::NotFound,
                       fmt::format("no context {} in {}; 'uvscope info {}' lists them",
                                   *options.context, options.path, options.path)};
  }
  const auto resource = resourceOf(session, options);
  if (!resource) return resource.error();
  storage::EventFilter filter(session, *std::move(parsed), findingsAtEnd(session));
  tellNotes(filter.notes());
  const bool one_context = options.context || session.contexts().size() <= 1;
  const EventFormatter formatter(session, options.format, !one_context);
  if (const std::string header = formatter.header(); !header.empty()) {
    fmt::print(out, "{}\n", header);
  }
  const std::string known_damage = session.info().damage;
  printWanted(session, *resource, filter, [&](EventSeq seq, const core::Event& event) {
    if (options.context && event.context.value != *options.context) return;
    fmt::print(out, "{}\n", formatter.line(seq, event));
  });
  if (const std::string& damage = session.info().damage; damage != known_damage) {
    return core::Error{core::ErrorCode::Corrupt, fmt::format("{}: {}", damage, options.path)};
  }
  return 0;
}

}  // namespace uvscope::app
