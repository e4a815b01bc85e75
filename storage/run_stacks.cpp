#include "storage/run_stacks.h"

#include <algorithm>

namespace uvscope::storage {

void RunStacks::begin(const core::Event& event, EventSeq seq) {
  if (event.kind != core::EventKind::Before) return;
  Stack& open = of(event.context);
  if (open.size() >= kMaxDepth) return;
  Run run;
  run.key = {event.context, event.id};
  run.before_seq = seq;
  run.before_ns = event.ts_ns;
  run.depth = static_cast<std::uint32_t>(open.size());
  run.reason = event.reason;
  run.value = event.value;
  open.push_back(run);
}

const RunStacks::Stack& RunStacks::stack(core::ContextId context) {
  return of(context);
}

bool RunStacks::isOpen(core::ContextId context, core::AsyncId id) {
  const Stack& open = of(context);
  return find(open, id) != open.size();
}

RunStacks::Stack& RunStacks::of(core::ContextId context) {
  if (current_ == nullptr || context != current_context_) {
    current_ = &stacks_[context];
    current_context_ = context;
  }
  return *current_;
}

std::size_t RunStacks::find(const Stack& open, core::AsyncId id) {
  const auto found =
      std::find_if(open.rbegin(), open.rend(), [id](const Run& run) { return run.key.id == id; });
  return found == open.rend() ? open.size() : static_cast<std::size_t>(open.rend() - found) - 1;
}

}  // namespace uvscope::storage
