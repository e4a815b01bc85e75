// What the loops of a recording did in all: how often they polled, how long they waited and how
// long their callbacks ran. Kept while recording; a row a loop.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/event.h"
#include "core/result.h"
#include "storage/checked_rows.h"
#include "storage/session.h"

namespace uvscope::storage {

class LoopTotals {
 public:
  static core::Result<LoopTotals> open(sqlite3* db);

  // Any event; those of loops count, and the repeats of what is called by them.
  void take(const core::Event& event);

  // A callback has ended; `run` is an outermost one of its context.
  void onRunEnded(const Run& run) {
    if (running_.empty()) return;  // a recording of Node alone
    if (LoopTotal* const total = current(run.key.context)) addCallback(*total, run);
  }

  // Writes what has changed since the last call.
  core::Result<void> flush();

  // How many loops there are: all of them rows after flush().
  [[nodiscard]] std::uint64_t loops() const { return loops_.size(); }

 private:
  // What a context runs now, innermost last: uv_run inside a callback runs another one.
  struct Running {
    std::vector<LoopTotal*> loops;
    std::uint64_t poll_start_ns = 0;  // 0: not polling
  };

  static void addCallback(LoopTotal& total, const Run& run);

  Running& of(core::ContextId context) {
    if (last_ == nullptr || last_context_ != context) {
      last_ = &running_[context];
      last_context_ = context;
    }
    return *last_;
  }

  LoopTotal* current(core::ContextId context) {
    const std::vector<LoopTotal*>& loops = of(context).loops;
    return loops.empty() ? nullptr : loops.back();
  }

  void start(const core::Event& event);
  void endPoll(const core::Event& event);

  std::map<std::pair<core::ContextId, std::uint64_t>, LoopTotal> loops_;  // its nodes do not move
  std::map<core::ContextId, Running> running_;                            // nor do these
  Running* last_ = nullptr;                                               // the one asked for last
  core::ContextId last_context_;
  bool changed_ = false;
  RowInsert insert_;
};

}  // namespace uvscope::storage
