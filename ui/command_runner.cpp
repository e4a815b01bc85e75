#include "ui/command_runner.h"

#include <functional>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "ui/logic/time_range.h"

namespace uvscope::ui {
namespace {

std::uint64_t momentOf(storage::Session& session, storage::EventSeq seq) {
  const auto events = session.events(seq, 1);
  return seq == 0 || events.empty() ? 0 : events.front().ts_ns;
}

// For a command that has moved the cursor without looking: the range follows as after the others.
std::function<core::Result<StepResult>(storage::Session&)> revealing(storage::EventSeq cursor) {
  return [cursor](storage::Session&) -> core::Result<StepResult> {
    return StepResult{cursor, {}, {}};
  };
}

}  // namespace

void CommandRunner::enqueue(std::vector<Command> commands) {
  if (hunting_) {
    const auto ended = std::erase_if(
        commands, [](const Command& command) { return command.info->name == "dismiss"; });
    stop_wanted_ = stop_wanted_ || ended > 0;
  }
  std::move(commands.begin(), commands.end(), std::back_inserter(waiting_));
}

void CommandRunner::reset() {
  waiting_.clear();
  seeking_ = hunting_ = stop_wanted_ = false;
  seek_.forget();
}

void CommandRunner::pump(ViewState& state, SessionSource* source) {
  for (;;) {
    if (seeking_) {
      if (source == nullptr) return;
      const auto outcome = seek_.latest();
      const bool fresh = outcome != nullptr && seek_.answerKey() == seeks_;
      if (fresh && state.hunt) state.hunt->reached = outcome->reached;
      if (stop_wanted_) {
        stopHunt(state);
      } else if (fresh && outcome->there) {
        seeking_ = hunting_ = false;
        state.hunt.reset();
        apply(*outcome, state, source->snapshot());
      } else {
        return;
      }
    }
    if (waiting_.empty()) return;
    const Command command = std::move(waiting_.front());
    waiting_.pop_front();
    execute(command, state, source);
  }
}

void CommandRunner::execute(const Command& command, ViewState& state, SessionSource* source) {
  const CommandInfo& info = *command.info;
  state.notice.text.clear();  // it spoke of the command before
  if (info.needs != CommandNeeds::Nothing && source == nullptr) {
    return fail(state, {core::ErrorCode::Usage, fmt::format("{}: no session is open", info.name)});
  }
  if (info.needs == CommandNeeds::Selection && !state.selection) {
    return fail(state,
                {core::ErrorCode::Usage,
                 fmt::format("{}: nothing is selected, select a resource first", info.name)});
  }
  const storage::EventSeq cursor = state.cursor;
  CommandContext context{state, source != nullptr ? &source->snapshot() : nullptr, {}, {}};
  if (const auto done = info.handler(context, command.arguments); !done) {
    return fail(state, {done.error().code, fmt::format("{}: {}", info.name, done.error().message)});
  }
  const bool moved = state.cursor != cursor && !state.range.whole();
  if (!context.seek && moved && source != nullptr) context.seek = revealing(state.cursor);
  if (!context.seek && !context.hunt.slice) return;
  seeking_ = true;
  hunting_ = context.hunt.slice != nullptr;
  if (hunting_) state.hunt = Hunt{context.hunt.what, cursor};
  source->search<std::uint64_t, Outcome>(seek_, ++seeks_, 0, [&](storage::Session& session) {
    return slicesOf(session, std::move(context.seek), std::move(context.hunt), state.range);
  });
}

Search<std::uint64_t, CommandRunner::Outcome>::Slice CommandRunner::slicesOf(
    storage::Session& session, Seek seek, Hunting hunt, TimeRange range) {
  return [&session, seek = std::move(seek), hunt = std::move(hunt), range](
             Outcome& outcome, const std::stop_token& stop) {
    if (seek) {
      outcome = outcomeOf(session, seek(session), range);
    } else if (auto found = hunt.slice(session, stop, outcome.reached)) {
      outcome = outcomeOf(session, *std::move(found), range);
    }
    return outcome.there;
  };
}

void CommandRunner::stopHunt(ViewState& state) {
  seeking_ = hunting_ = stop_wanted_ = false;
  seek_.stop();
  waiting_.clear();  // they were to begin where the search ends
  state.say("Stopped looking");
  state.hunt.reset();
}

CommandRunner::Outcome CommandRunner::outcomeOf(storage::Session& session,
                                                core::Result<StepResult> found,
                                                const TimeRange& range) {
  Outcome outcome;
  outcome.there = true;
  if (!found) {
    outcome.error = found.error();
    return outcome;
  }
  outcome.result = *found;
  if (found->found() && !found->range && !range.whole()) {
    // The range goes where the cursor goes.
    const TimeRange to = revealed(range, session.info().duration_ns, momentOf(session, found->seq));
    if (to != range) outcome.result.range = to;
  }
  if (!found->select) return outcome;
  for (const auto by : {storage::ParentKind::Trigger, storage::ParentKind::Execution}) {
    const auto chain = session.chain(*found->select, by);
    for (std::size_t i = 1; i < chain.size(); ++i)
      outcome.ancestors.push_back(chain[i].key);
  }
  return outcome;
}

void CommandRunner::apply(const Outcome& outcome, ViewState& state, const Snapshot& snapshot) {
  if (outcome.error) return fail(state, *outcome.error);
  const StepResult& result = outcome.result;
  if (!result.message.empty()) state.say(result.message);
  if (result.range) state.range = *result.range;
  Place to = state.place();
  if (result.select) state.row_focus.reset();
  if (result.select) to.selection = result.select;
  if (result.found()) {
    to.cursor = result.seq;
    state.follow = result.seq == snapshot.info.events;
  }
  state.visit(to);
  state.wrap_offer.reset();
  if (result.offers_wrap) state.wrap_offer = state.place();
  // What is selected must be visible, whatever was folded before.
  for (TreeState& tree : state.trees) {
    std::erase_if(tree.unfolded, [&](const auto& entry) {
      return !entry.second && std::find(outcome.ancestors.begin(), outcome.ancestors.end(),
                                        entry.first) != outcome.ancestors.end();
    });
  }
}

void CommandRunner::fail(ViewState& state, core::Error error) {
  state.say(error.message, true);
  if (!error_) error_ = std::move(error);
}

}  // namespace uvscope::ui
