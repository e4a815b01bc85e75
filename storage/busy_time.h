// Follows the outermost callbacks through chunks, for those who ask when something ran.
#pragma once

#include <utility>

#include "storage/chunk_reader.h"
#include "storage/run_stacks.h"

namespace uvscope::storage {

// Calls busy(context, from_ns, to_ns) for the time of each.
template <class Busy>
class BusyTime {
 public:
  explicit BusyTime(Busy busy) : busy_(std::move(busy)) {}

  // A chunk begins, `before_ns` being the highest time before it. What was open there and is not in
  // its key frame was lost where the last chunk ended.
  void enter(const RunStacks& frame, std::uint64_t before_ns) {
    for (const auto& [context, stack] : stacks_.all()) {
      if (stack.empty()) continue;
      const auto now = frame.all().find(context);
      if (now == frame.all().end() || now->second.empty())
        busy_(context, stack.front().before_ns, before_ns);
    }
    stacks_ = frame;
  }

  void step(const core::Event& event, EventSeq seq) {
    if (event.kind == core::EventKind::Before) stacks_.begin(event, seq);
    if (event.kind != core::EventKind::After) return;
    stacks_.end(event, seq, [this](const Run& run) {
      if (run.depth == 0) busy_(run.key.context, run.before_ns, run.after_ns);
    });
  }

  // What is still open is so until then.
  void finish(std::uint64_t until_ns) {
    for (const auto& [context, stack] : stacks_.all()) {
      if (!stack.empty()) busy_(context, stack.front().before_ns, until_ns);
    }
  }

 private:
  Busy busy_;
  RunStacks stacks_;
};

}  // namespace uvscope::storage
