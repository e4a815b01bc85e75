#include "capture/host/event_limit.h"

#include <algorithm>

namespace uvscope::capture {

void EventLimit::onEvents(std::span<const core::Event> events) {
  // In session order: what follows the first late one is as late, or nearly so.
  const auto late = std::ranges::find_if(
      events, [this](const core::Event& event) { return event.ts_ns > latest_ns_; });
  const auto in_time = static_cast<std::uint64_t>(late - events.begin());
  const auto passing = events.first(std::min(in_time, left_));
  left_ -= passing.size();
  if (!passing.empty()) next_.onEvents(passing);
}

void EventLimit::onDetail(core::ResourceKey resource, std::string_view detail) {
  if (!reached()) next_.onDetail(resource, detail);
}

void EventLimit::onDropped(core::ContextId context, std::uint64_t count) {
  if (!reached() && !ignores_losses_) next_.onDropped(context, count);
}

}  // namespace uvscope::capture
