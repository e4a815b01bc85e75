// Takes an event into resources and running callbacks together, as reader and writer must.
#pragma once

#include "storage/resource_tracker.h"
#include "storage/run_stacks.h"

namespace uvscope::storage {

struct NoRun {
  void operator()(const Run&) const {}
};

// Calls outermost(const Run&) for each outermost callback that it ends.
template <class Outermost = NoRun>
ResourceTracker::Taken track(const core::Event& event, EventSeq seq, ResourceTracker& tracker,
                             RunStacks& stacks, Outermost&& outermost = {}) {
  const ResourceTracker::Taken taken = tracker.apply(event, seq, stacks);
  if (event.kind == core::EventKind::Before) {
    if (!stacks.begin(event, seq)) tracker.onRunLost({event.context, event.id});
  } else if (event.kind == core::EventKind::After) {
    const bool ended = stacks.end(event, seq, [&](const Run& run) {
      if (run.after_seq != kNoSeq) {
        tracker.onRunEnded(run);
      } else {
        tracker.onRunLost(run.key);
      }
      if (run.depth == 0) outermost(run);
    });
    if (!ended) tracker.onOddEvent({event.context, event.id});
  }
  return taken;
}

}  // namespace uvscope::storage
