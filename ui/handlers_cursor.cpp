#include <algorithm>

#include <fmt/format.h>

#include "ui/handlers.h"
#include "ui/logic/format.h"

namespace uvscope::ui::handlers {
namespace {

void moveTo(CommandContext& context, storage::EventSeq seq) {
  ViewState& state = context.state;
  state.visit({state.selection, seq});
  state.follow = seq == context.session->info.events;
}

std::uint64_t countOf(const Arguments& arguments) {
  return arguments.empty() ? 1 : std::get<std::uint64_t>(arguments.front());
}

core::Result<void> stepOfSelection(CommandContext& context, Direction direction) {
  const auto key = *context.state.selection;
  const auto cursor = context.state.cursor;
  const bool wrap = context.state.wrap_offer == context.state.place();
  context.seek = [=](storage::Session& session) -> core::Result<StepResult> {
    return stepOfResource(session, key, cursor, direction, wrap);
  };
  return {};
}

using Step = StepResult (*)(storage::Session&, storage::EventSeq, Direction);

core::Result<void> seekBy(CommandContext& context, Step step, Direction direction) {
  const auto cursor = context.state.cursor;
  context.seek = [=](storage::Session& session) -> core::Result<StepResult> {
    return step(session, cursor, direction);
  };
  return {};
}

core::Error noEvent(std::uint64_t seq, std::uint64_t events) {
  return {core::ErrorCode::NotFound, fmt::format("no event {}, the session has {}",
                                                 formatCount(seq), formatPlural(events, "event"))};
}

}  // namespace

core::Result<void> gotoEvent(CommandContext& context, const Arguments& arguments) {
  const auto seq = std::get<std::uint64_t>(arguments.at(0));
  if (seq > context.session->info.events) return noEvent(seq, context.session->info.events);
  moveTo(context, seq);
  return {};
}

core::Result<void> gotoTime(CommandContext& context, const Arguments& arguments) {
  const auto ns = std::get<std::uint64_t>(arguments.at(0));
  context.seek = [ns](storage::Session& session) -> core::Result<StepResult> {
    const auto seq = session.eventAt(ns);
    if (seq == storage::kNoSeq)
      return StepResult{0, {}, "No event at or before " + formatMoment(ns)};
    return StepResult{seq, {}, {}};
  };
  return {};
}

core::Result<void> gotoResource(CommandContext& context, const Arguments& arguments) {
  const auto key = std::get<core::ResourceKey>(arguments.at(0));
  context.seek = [key](storage::Session& session) -> core::Result<StepResult> {
    const auto record = session.resource(key);
    if (!record) return StepResult{0, key, "Its beginning was not recorded"};
    return StepResult{record->init_seq, key, {}};
  };
  return {};
}

core::Result<void> inspectEvent(CommandContext& context, const Arguments& arguments) {
  const auto seq = std::get<std::uint64_t>(arguments.at(0));
  if (seq > context.session->info.events) return noEvent(seq, context.session->info.events);
  context.seek = [seq](storage::Session& session) -> core::Result<StepResult> {
    const auto events = session.events(seq, 1);
    if (events.empty()) return StepResult{seq, {}, {}};
    return StepResult{seq, core::ResourceKey{events[0].context, events[0].id}, {}};
  };
  return {};
}

core::Result<void> firstEvent(CommandContext& context, const Arguments& /*arguments*/) {
  moveTo(context, std::min<std::uint64_t>(1, context.session->info.events));
  return {};
}

core::Result<void> lastEvent(CommandContext& context, const Arguments& /*arguments*/) {
  moveTo(context, context.session->info.events);
  return {};
}

core::Result<void> stepForward(CommandContext& context, const Arguments& arguments) {
  const auto events = context.session->info.events;
  const auto left = events - std::min(events, context.state.cursor);
  if (left == 0) context.state.say("This is the last event; Home goes to the first");
  moveTo(context, context.state.cursor + std::min(left, countOf(arguments)));
  return {};
}

core::Result<void> stepBack(CommandContext& context, const Arguments& arguments) {
  if (context.state.cursor == 0)
    context.state.say("This is before the first event; End goes to the last");
  moveTo(context, context.state.cursor - std::min(context.state.cursor, countOf(arguments)));
  return {};
}

core::Result<void> nextOfSelection(CommandContext& context, const Arguments& /*arguments*/) {
  return stepOfSelection(context, Direction::Forward);
}

core::Result<void> previousOfSelection(CommandContext& context, const Arguments& /*arguments*/) {
  return stepOfSelection(context, Direction::Backward);
}

core::Result<void> into(CommandContext& context, const Arguments& /*arguments*/) {
  return seekBy(context, stepInto, Direction::Forward);
}

core::Result<void> over(CommandContext& context, const Arguments& /*arguments*/) {
  return seekBy(context, stepOver, Direction::Forward);
}

core::Result<void> out(CommandContext& context, const Arguments& /*arguments*/) {
  return seekBy(context, stepOut, Direction::Forward);
}

core::Result<void> intoBack(CommandContext& context, const Arguments& /*arguments*/) {
  return seekBy(context, stepInto, Direction::Backward);
}

core::Result<void> overBack(CommandContext& context, const Arguments& /*arguments*/) {
  return seekBy(context, stepOver, Direction::Backward);
}

core::Result<void> outBack(CommandContext& context, const Arguments& /*arguments*/) {
  return seekBy(context, stepOut, Direction::Backward);
}

core::Result<void> follow(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.follow = true;
  context.state.cursor = context.session->info.events;
  return {};
}

core::Result<void> hold(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.follow = false;
  return {};
}

core::Result<void> toggleFollow(CommandContext& context, const Arguments& arguments) {
  return context.state.follow ? hold(context, arguments) : follow(context, arguments);
}

}  // namespace uvscope::ui::handlers
