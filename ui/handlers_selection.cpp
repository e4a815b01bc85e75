#include <fmt/format.h>

#include "ui/handlers.h"
#include "ui/logic/format.h"
#include "ui/logic/meant_keys.h"

namespace uvscope::ui::handlers {
namespace {

core::Error noResource(storage::Session& session, core::ResourceKey key) {
  const std::string others = keysElsewhere(session, key);
  return {core::ErrorCode::NotFound,
          others.empty() ? fmt::format("no resource {} in this session, the tree view lists them",
                                       formatKey(key))
                         : fmt::format("no resource {} in context {}, but {}", formatKey(key),
                                       key.context.value, others)};
}

bool exists(storage::Session& session, core::ResourceKey key) {
  if (session.resource(key)) return true;
  // Synthetic roots and parents older than the recording have no record, only children.
  for (const auto by : {storage::ParentKind::Trigger, storage::ParentKind::Execution}) {
    if (!session.children(key, by, 0, 1).empty()) return true;
  }
  return false;
}

core::Result<void> selectParent(CommandContext& context, storage::ParentKind by) {
  const core::ResourceKey key = *context.state.selection;
  context.seek = [key, by](storage::Session& session) -> core::Result<StepResult> {
    const auto chain = session.chain(key, by);
    if (chain.size() < 2) {
      const char* const kind = by == storage::ParentKind::Trigger ? "trigger" : "execution";
      return StepResult{
          0, {}, fmt::format("{} is a root: it has no {} parent", formatKey(key), kind)};
    }
    return StepResult{0, chain[1].key, {}};
  };
  return {};
}

}  // namespace

core::Result<void> select(CommandContext& context, const Arguments& arguments) {
  const auto key = std::get<core::ResourceKey>(arguments.at(0));
  context.seek = [key](storage::Session& session) -> core::Result<StepResult> {
    if (!exists(session, key)) return noResource(session, key);
    return StepResult{0, key, {}};
  };
  return {};
}

core::Result<void> selectNone(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.visit({std::nullopt, context.state.cursor});
  return {};
}

core::Result<void> why(CommandContext& context, const Arguments& /*arguments*/) {
  return selectParent(context, storage::ParentKind::Trigger);
}

core::Result<void> when(CommandContext& context, const Arguments& /*arguments*/) {
  return selectParent(context, storage::ParentKind::Execution);
}

core::Result<void> back(CommandContext& context, const Arguments& /*arguments*/) {
  ViewState& state = context.state;
  if (state.back.empty()) {
    state.say("Nothing to go back to");
    return {};
  }
  state.forward.push_back(state.place());
  state.selection = state.back.back().selection;
  state.cursor = state.back.back().cursor;
  state.back.pop_back();
  state.follow = false;
  state.row_focus.reset();
  return {};
}

core::Result<void> forward(CommandContext& context, const Arguments& /*arguments*/) {
  ViewState& state = context.state;
  if (state.forward.empty()) {
    state.say("Nothing to go forward to");
    return {};
  }
  state.back.push_back(state.place());
  state.selection = state.forward.back().selection;
  state.cursor = state.forward.back().cursor;
  state.forward.pop_back();
  state.follow = false;
  state.row_focus.reset();
  return {};
}

core::Result<void> copyId(CommandContext& context, const Arguments& /*arguments*/) {
  context.state.clipboard_request = formatKey(*context.state.selection);
  context.state.say("Copied " + *context.state.clipboard_request);
  return {};
}

}  // namespace uvscope::ui::handlers
