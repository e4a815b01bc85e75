#include <memory>
#include <utility>

#include <fmt/format.h>

#include "ui/handlers.h"
#include "ui/logic/event_hunt.h"

namespace uvscope::ui::handlers {
namespace {

constexpr std::size_t kMostFiltersBefore = 100;

core::Result<core::Filter> filterIn(const Arguments& arguments) {
  return core::parseFilter(arguments.empty() ? std::string() : std::get<std::string>(arguments[0]));
}

// To what is named, else to the condition that was run to last, else to what the views show.
core::Result<void> runBy(CommandContext& context, const Arguments& arguments, Direction direction) {
  ViewState& state = context.state;
  auto condition = filterIn(arguments);
  if (!condition) return condition.error();
  if (condition->empty()) condition = state.stop_at.empty() ? state.filter : state.stop_at;
  if (condition->empty()) {
    return core::Error{core::ErrorCode::Usage,
                       "nothing to run to, name a filter as in 'run-to kind:init type:TCP*'"};
  }
  if (!arguments.empty()) state.stop_at = *condition;
  const auto hunt = std::make_shared<EventHunt>(*condition, state.cursor, direction);
  context.hunt.what = fmt::format("{} match of “{}”",
                                  direction == Direction::Forward ? "the next" : "the last earlier",
                                  condition->text);
  context.hunt.slice = [hunt](storage::Session& session, const std::stop_token& stop,
                              storage::EventSeq& reached) {
    return hunt->slice(session, stop, reached);
  };
  return {};
}

}  // namespace

core::Result<void> filter(CommandContext& context, const Arguments& arguments) {
  ViewState& state = context.state;
  auto wanted = filterIn(arguments);
  if (!wanted) return wanted.error();
  if (wanted->text == state.filter.text) return {};
  state.filters_before.push_back(std::exchange(state.filter, *std::move(wanted)));
  if (state.filters_before.size() > kMostFiltersBefore) {
    state.filters_before.erase(state.filters_before.begin());
  }
  return {};
}

core::Result<void> undoFilter(CommandContext& context, const Arguments& /*arguments*/) {
  ViewState& state = context.state;
  if (state.filters_before.empty()) {
    state.say("No filter was set before");
    return {};
  }
  state.filter = std::move(state.filters_before.back());
  state.filters_before.pop_back();
  return {};
}

core::Result<void> editFilter(CommandContext& context, const Arguments& /*arguments*/) {
  ++context.state.filter_edits;
  context.state.palette_open = context.state.keys_open = false;
  return {};
}

core::Result<void> runTo(CommandContext& context, const Arguments& arguments) {
  return runBy(context, arguments, Direction::Forward);
}

core::Result<void> runBackTo(CommandContext& context, const Arguments& arguments) {
  return runBy(context, arguments, Direction::Backward);
}

}  // namespace uvscope::ui::handlers
