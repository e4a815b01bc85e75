// Runs commands one after the other. A command that must look into the session holds up those
// behind it until its answer is there, so that "why; why" goes up two steps.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "ui/commands.h"
#include "ui/logic/search.h"
#include "ui/logic/session_source.h"

namespace uvscope::ui {

class CommandRunner {
 public:
  // While a search goes on that may take long, `dismiss` ends it and does nothing else.
  void enqueue(std::vector<Command> commands);

  // Drawing thread, once a frame. `source` is null where no session is open.
  void pump(ViewState& state, SessionSource* source);

  [[nodiscard]] bool busy() const { return !waiting_.empty() || seeking_; }

  // The first command that failed since the last call. A person also sees it as a notice.
  std::optional<core::Error> takeError() { return std::exchange(error_, std::nullopt); }

  // The session was closed: what waits for it will not come.
  void reset();

 private:
  struct Outcome {
    bool there = false;  // else `reached` is how far the search has come
    storage::EventSeq reached = storage::kNoSeq;
    std::optional<core::Error> error;
    StepResult result;
    std::vector<core::ResourceKey> ancestors;  // of what is to be selected, by both parents
  };

  using Seek = std::function<core::Result<StepResult>(storage::Session&)>;

  void stopHunt(ViewState& state);
  void execute(const Command& command, ViewState& state, SessionSource* source);
  void apply(const Outcome& outcome, ViewState& state, const Snapshot& snapshot);
  void fail(ViewState& state, core::Error error);
  static Outcome outcomeOf(storage::Session& session, core::Result<StepResult> found,
                           const TimeRange& range);
  static Search<std::uint64_t, Outcome>::Slice slicesOf(storage::Session& session, Seek seek,
                                                        Hunting hunt, TimeRange range);

  std::deque<Command> waiting_;
  bool seeking_ = false;
  bool hunting_ = false;      // and the search may take long
  bool stop_wanted_ = false;  // by a person
  std::uint64_t seeks_ = 0;
  Search<std::uint64_t, Outcome> seek_;
  std::optional<core::Error> error_;
};

}  // namespace uvscope::ui
