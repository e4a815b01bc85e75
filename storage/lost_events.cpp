#include "storage/lost_events.h"

#include <algorithm>
#include <vector>

namespace uvscope::storage {

void LostEvents::follow(std::span<const core::Event> events) {
  for (const core::Event& event : events) {
    stacks_.begin(event, kNoSeq);
    if (event.kind == core::EventKind::After) stacks_.end(event, kNoSeq, [](const Run&) {});
  }
  if (!events.empty()) last_context_ = events.back().context;
}

void LostEvents::lose(std::uint64_t count) {
  if (count == 0) return;
  std::vector<core::ContextId> open;
  for (const auto& [context, stack] : stacks_.all()) {
    if (!stack.empty()) open.push_back(context);
  }
  if (open.empty()) open.push_back(last_context_);
  std::uint64_t left = std::max<std::uint64_t>(count, open.size());
  lost_ += left;
  for (std::size_t i = open.size(); i > 0; --i) {
    const std::uint64_t share = left / i;
    left -= share;
    sink_->onDropped(open[i - 1], share);
    stacks_.forget(open[i - 1]);
  }
}

}  // namespace uvscope::storage
