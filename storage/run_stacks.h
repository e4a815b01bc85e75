// Follows which callbacks run, context by context, through a stream of events. Writer and readers
// use this one class, so that they agree on streams that break the rules (a program that leaves
// callbacks by longjmp, a recording with losses):
//  - an After that matches no open run is ignored;
//  - an After ends the topmost open run of its resource and every run above it. Those had no After
//    of their own: they get its time, and no after_seq.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "storage/session.h"

namespace uvscope::storage {

class RunStacks {
 public:
  // Callbacks nested deeper than this are not followed.
  static constexpr std::size_t kMaxDepth = 16384;
  // Outermost first.
  using Stack = std::vector<Run>;

  // Takes in a Before (other kinds are ignored). False: it is not followed.
  bool begin(const core::Event& event, EventSeq seq) {
    if (event.kind != core::EventKind::Before) return true;
    Stack& open = of(event.context);
    if (open.size() >= kMaxDepth) return false;
    Run& run = open.emplace_back();
    run.key = {event.context, event.id};
    run.before_seq = seq;
    run.before_ns = event.ts_ns;
    run.depth = static_cast<std::uint32_t>(open.size() - 1);
    run.reason = event.reason;
    run.value = event.value;
    return true;
  }

  // Takes in an After; calls ended(const Run&) for each run that it ends, innermost first. False:
  // it ends none.
  template <class Ended>
  bool end(const core::Event& event, EventSeq seq, Ended&& ended) {
    Stack& open = of(event.context);
    const std::size_t own = find(open, event.id);
    if (own == open.size()) return false;
    while (open.size() > own) {
      Run run = open.back();
      open.pop_back();
      run.after_ns = event.ts_ns;
      if (open.size() == own) run.after_seq = seq;
      ended(run);
    }
    return true;
  }

  [[nodiscard]] const Stack& stack(core::ContextId context);

  [[nodiscard]] bool isOpen(core::ContextId context, core::AsyncId id) {
    const Stack& open = of(context);
    return find(open, id) != open.size();
  }

  // Forgets what runs in `context`: after a loss of events nothing is known.
  void forget(core::ContextId context) { of(context).clear(); }

  // For key frames.
  void restore(core::ContextId context, Stack stack) { of(context) = std::move(stack); }

  [[nodiscard]] const std::map<core::ContextId, Stack>& all() const { return stacks_; }

 private:
  Stack& of(core::ContextId context) {
    if (context.value != current_context_.value || current_ == nullptr) select(context);
    return *current_;
  }

  void select(core::ContextId context);

  // Position of the topmost run of `id`; the size of the stack if there is none.
  static std::size_t find(const Stack& open, core::AsyncId id) {
    for (std::size_t i = open.size(); i-- > 0;) {
      if (open[i].key.id == id) return i;
    }
    return open.size();
  }

  std::map<core::ContextId, Stack> stacks_;
  core::ContextId current_context_;
  Stack* current_ = nullptr;  // in stacks_, whose nodes do not move

 public:
  RunStacks() = default;
  ~RunStacks() = default;

  // Copies do not share the shortcut.
  RunStacks(const RunStacks& other) : stacks_(other.stacks_) {}

  RunStacks& operator=(const RunStacks& other) {
    if (this == &other) return *this;
    stacks_ = other.stacks_;
    current_ = nullptr;
    return *this;
  }
};

}  // namespace uvscope::storage
