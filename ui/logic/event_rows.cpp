#include "ui/logic/event_rows.h"

#include <unordered_map>

#include <fmt/format.h>

#include "core/libuv_function.h"
#include "ui/logic/error_text.h"
#include "ui/logic/format.h"
#include "ui/logic/thread_names.h"

namespace uvscope::ui {
namespace {

using core::CallbackReason;
using core::Event;
using core::EventKind;

// "TCPWRAP 7", "the main program", "the loop".
std::string parentName(storage::Session& session, core::ResourceKey key) {
  if (key.id == core::kBootstrapId) return "the main program";
  if (key.id == core::kNativeId) return "the loop";
  const auto record = session.resource(key);
  const std::string id = formatKey(key);
  return record ? fmt::format("{} {}", session.typeName(record->type), id) : id;
}

std::string pollNote(std::int64_t timeout_ms) {
  if (timeout_ms < 0) return "until something happens";
  if (timeout_ms == 0) return "without waiting";
  return fmt::format("for {} at most",
                     formatDuration(static_cast<std::uint64_t>(timeout_ms) * 1000000));
}

// "uvscope 4711", or "its own thread" where there is no other.
std::string threadOf(const storage::Session& session, std::int64_t context) {
  const std::string name =
      contextName(session.contexts(), core::ContextId{static_cast<std::uint32_t>(context)});
  return name.empty() ? "its own thread" : name;
}

// Of the kinds that only libuv knows.
std::string libuvNote(storage::Session& session, const Event& event) {
  const auto function = core::libuvFunctionName(core::functionIn(event.type));
  switch (event.kind) {
    case EventKind::PollStart:
      return pollNote(event.value);
    case EventKind::PollEnd:
      if (event.value < 0) return errorText(event.value);
      return formatPlural(static_cast<std::uint64_t>(event.value), "event");
    case EventKind::Written:
      return formatBytes(static_cast<std::uint64_t>(event.value));
    case EventKind::WorkStart:
    case EventKind::WorkEnd:
      return "on " + threadOf(session, event.value);
    case EventKind::Sent:
      return "by " + threadOf(session, event.value);
    case EventKind::Failed:
      return fmt::format("{}: {}", function, errorText(event.value));
    case EventKind::Misused:
      return fmt::format("{} on a closing handle", function);
    case EventKind::Overwritten:
      return "its memory became " + parentName(session, {event.context, event.trigger});
    case EventKind::Accepted:
    case EventKind::Piped:
      return "by " + parentName(session, {event.context, event.trigger});
    case EventKind::Repeat:
      return fmt::format("{} more times", formatCount(static_cast<std::uint64_t>(event.value)));
    default:
      return {};
  }
}

std::string initNote(storage::Session& session, const Event& event, const std::string& detail) {
  std::string out = "by " + parentName(session, {event.context, event.execution});
  if (event.trigger != event.execution) {
    out += ", because of " + parentName(session, {event.context, event.trigger});
  }
  if (!detail.empty()) out += "   " + detail;
  return out;
}

// The matching befores of the page, by context: what an after can tell its duration from.
using OpenRuns = std::unordered_map<std::uint32_t, std::vector<Event>>;

// Where the before is not in the page.
std::string ranNote(storage::Session& session, storage::EventSeq seq, const Event& after) {
  const auto running = session.executionStack(after.context, seq - 1);
  if (running.empty() || running.back().key.id != after.id) return {};
  return "ran " + formatDuration(after.ts_ns - running.back().before_ns);
}

std::string afterNote(storage::Session& session, OpenRuns& open, storage::EventSeq seq,
                      const Event& after) {
  auto& stack = open[after.context.value];
  if (stack.empty()) return ranNote(session, seq, after);
  if (stack.back().id != after.id) return {};
  const std::uint64_t ran = after.ts_ns - stack.back().ts_ns;
  stack.pop_back();
  return "ran " + formatDuration(ran);
}

}  // namespace

std::string callbackNote(const Event& before) {
  std::string reason(callbackReasonName(before.reason));
  if (before.value < 0 && before.reason != CallbackReason::Exit) {
    return reason + ": " + errorText(before.value);
  }
  switch (before.reason) {
    case CallbackReason::Read:
      return fmt::format("read {}", formatBytes(static_cast<std::uint64_t>(before.value)));
    case CallbackReason::Exit:
      return fmt::format("exit {}", before.value);
    case CallbackReason::Signal:
      return fmt::format("signal {}", before.value);
    default:
      return reason;
  }
}

std::vector<EventRow> eventRows(storage::Session& session, storage::EventSeq first,
                                std::uint64_t count) {
  std::vector<EventRow> rows;
  const auto wanted = first == storage::kNoSeq ? 1 : first;
  // One more before it, for the first gap.
  const auto from = wanted > 1 ? wanted - 1 : wanted;
  const auto events = session.events(from, count + (wanted - from));
  std::unordered_map<core::ResourceKey, std::optional<storage::ResourceRecord>> records;
  OpenRuns open;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    EventRow row;
    row.seq = from + i;
    row.event = event;
    const auto [at, fresh] = records.try_emplace(row.key());
    if (fresh) at->second = session.resource(row.key());
    row.type = at->second ? at->second->type : hasType(event.kind) ? event.type : core::TypeId{};
    row.gap_ns = i > 0 && event.ts_ns > events[i - 1].ts_ns ? event.ts_ns - events[i - 1].ts_ns : 0;
    if (event.kind == EventKind::Init) {
      row.note = initNote(session, event, at->second ? at->second->detail : std::string());
    } else if (event.kind == EventKind::Before) {
      row.note = callbackNote(event);
      open[event.context.value].push_back(event);
    } else if (event.kind == EventKind::After) {
      row.note = afterNote(session, open, row.seq, event);
    } else if (event.kind == EventKind::Retype) {
      row.note = "now " + session.typeName(event.type);
    } else {
      row.note = libuvNote(session, event);
    }
    if (row.seq >= wanted) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace uvscope::ui
