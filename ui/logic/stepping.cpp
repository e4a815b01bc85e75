#include "ui/logic/stepping.h"

#include <functional>

#include <fmt/format.h>

#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

using core::Event;
using core::EventKind;
using storage::EventSeq;
using storage::kNoSeq;

constexpr std::uint64_t kSteppedAtOnce = 4096;

enum class Verdict : std::uint8_t { GoOn, Here, Nowhere };

StepResult nowhere(std::string message) {
  return {kNoSeq, std::nullopt, std::move(message)};
}

// Reads on (or back) from the event beside `from` until `judge` says where to stop.
StepResult scan(storage::Session& session, EventSeq from, Direction direction,
                const std::function<Verdict(const Event&)>& judge, const std::string& if_none) {
  const bool forward = direction == Direction::Forward;
  const EventSeq last = session.info().events;
  EventSeq at = from;
  for (std::uint64_t scanned = 0; scanned < kMostScanned;) {
    if (forward ? at >= last : at <= 1) return nowhere(if_none);
    const EventSeq first = forward ? at + 1 : (at > kSteppedAtOnce ? at - kSteppedAtOnce : 1);
    const std::uint64_t count = forward ? kSteppedAtOnce : at - first;
    const auto events = session.events(first, count);
    if (events.empty()) return nowhere(if_none);
    for (std::size_t i = 0; i < events.size(); ++i) {
      const std::size_t index = forward ? i : events.size() - 1 - i;
      const Verdict verdict = judge(events[index]);
      if (verdict == Verdict::Here) return {first + index, std::nullopt, {}};
      if (verdict == Verdict::Nowhere) return nowhere(if_none);
    }
    scanned += events.size();
    at = forward ? first + events.size() - 1 : first;
  }
  return nowhere(fmt::format("Nothing within {} events", formatCount(kMostScanned)));
}

std::optional<Event> eventAtCursor(storage::Session& session, EventSeq cursor) {
  if (cursor == kNoSeq) return std::nullopt;
  const auto events = session.events(cursor, 1);
  return events.empty() ? std::nullopt : std::optional(events.front());
}

bool opens(const Event& event) {
  return event.kind == EventKind::Before;
}

bool closes(const Event& event) {
  return event.kind == EventKind::After;
}

// Stops at the event that ends (backward: begins) the callback `depth` levels out.
std::function<Verdict(const Event&)> leaving(core::ContextId context, Direction direction,
                                             int depth) {
  return [=](const Event& event) mutable {
    if (event.context != context) return Verdict::GoOn;
    const bool deeper = direction == Direction::Forward ? opens(event) : closes(event);
    const bool shallower = direction == Direction::Forward ? closes(event) : opens(event);
    if (deeper) ++depth;
    if (shallower && --depth == 0) return Verdict::Here;
    return Verdict::GoOn;
  };
}

StepResult firstBefore(storage::Session& session, EventSeq cursor, Direction direction) {
  return scan(
      session, cursor, direction,
      [](const Event& event) { return opens(event) ? Verdict::Here : Verdict::GoOn; },
      direction == Direction::Forward ? "No later callback" : "No earlier callback");
}

}  // namespace

StepResult stepOfResource(storage::Session& session, core::ResourceKey key, EventSeq cursor,
                          Direction direction, bool wrap) {
  const bool forward = direction == Direction::Forward;
  const auto from = [&](EventSeq seq) {
    return forward ? session.nextEventOf(key, seq) : session.previousEventOf(key, seq);
  };
  if (const EventSeq seq = from(cursor); seq != kNoSeq) return {seq, std::nullopt, {}};
  const EventSeq round = from(forward ? 0 : session.info().events + 1);
  const std::string name = formatKey(key);
  if (round == kNoSeq) return nowhere(fmt::format("No event of {} was recorded", name));
  if (wrap) {
    return {round, std::nullopt,
            fmt::format("Went round to the {} event of {}", forward ? "first" : "last", name)};
  }
  StepResult result = nowhere(
      forward ? fmt::format("{} has no later event; Shift+. again goes to its first", name)
              : fmt::format("{} has no earlier event; Shift+, again goes to its last", name));
  result.offers_wrap = true;
  return result;
}

StepResult stepInto(storage::Session& session, EventSeq cursor, Direction direction) {
  const auto here = eventAtCursor(session, cursor);
  if (!here) return firstBefore(session, cursor, direction);
  const bool forward = direction == Direction::Forward;
  const bool inside = !session.executionStack(here->context, cursor).empty();
  if (forward && !inside) {
    return scan(
        session, cursor, direction,
        [context = here->context](const Event& event) {
          return event.context == context && opens(event) ? Verdict::Here : Verdict::GoOn;
        },
        "No later callback in this thread");
  }
  if (!forward && !inside && !closes(*here)) return firstBefore(session, cursor, direction);
  // Backwards from inside a nested callback's before, that before itself bounds the search.
  if (!forward && opens(*here)) return nowhere("This callback has only just begun");
  return scan(
      session, cursor, direction,
      [context = here->context, forward, depth = 0](const Event& event) mutable {
        if (event.context != context) return Verdict::GoOn;
        if (forward && closes(event)) return Verdict::Nowhere;
        if (event.kind == EventKind::Init) return Verdict::Here;
        if (!forward && closes(event)) ++depth;
        if (!opens(event)) return Verdict::GoOn;
        if (forward || depth > 0) return Verdict::Here;
        return Verdict::Nowhere;
      },
      "Nothing was made or called inside this callback");
}

StepResult stepOver(storage::Session& session, EventSeq cursor, Direction direction) {
  const bool forward = direction == Direction::Forward;
  const auto here = eventAtCursor(session, cursor);
  if (!here) {
    return scan(
        session, cursor, direction, [](const Event&) { return Verdict::Here; },
        forward ? "This is the last event; Home goes to the first"
                : "This is the first event; End goes to the last");
  }
  if (forward ? opens(*here) : closes(*here)) {
    return scan(session, cursor, direction, leaving(here->context, direction, 1),
                forward ? "This callback had not returned where the recording ends"
                        : "The beginning of this callback was not recorded");
  }
  return scan(
      session, cursor, direction,
      [context = here->context](const Event& event) {
        return event.context == context ? Verdict::Here : Verdict::GoOn;
      },
      forward ? "No later event in this thread" : "No earlier event in this thread");
}

StepResult stepOut(storage::Session& session, EventSeq cursor, Direction direction) {
  const auto here = eventAtCursor(session, cursor);
  if (!here) return nowhere("No callback runs here");
  const auto stack = session.executionStack(here->context, cursor);
  if (stack.empty()) return nowhere("No callback runs here");
  if (direction == Direction::Backward) {
    if (stack.back().before_seq != cursor) return {stack.back().before_seq, std::nullopt, {}};
    if (stack.size() < 2) return nowhere("No callback encloses this one");
    return {stack[stack.size() - 2].before_seq, std::nullopt, {}};
  }
  return scan(session, cursor, direction, leaving(here->context, direction, 1),
              "This callback had not returned where the recording ends");
}

}  // namespace uvscope::ui
