// Enters events that cannot be read as dropped where a session is told once more.
#pragma once

#include <cstdint>
#include <span>

#include "core/event_sink.h"
#include "storage/run_stacks.h"

namespace uvscope::storage {

class LostEvents {
 public:
  // `sink` must outlive this.
  explicit LostEvents(core::EventSink& sink) : sink_(&sink) {}

  // The sink gets these events as well.
  void follow(std::span<const core::Event> events);

  // The sink was told of a loss in `context`.
  void forget(core::ContextId context) { stacks_.forget(context); }

  // `count` events are missing here; of which contexts is not known. Those with open callbacks
  // share them, since it is their callbacks that may have ended. What is lost is at least one a
  // context then.
  void lose(std::uint64_t count);

  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  core::EventSink* sink_;
  RunStacks stacks_;
  core::ContextId last_context_{1};
  std::uint64_t lost_ = 0;
};

}  // namespace uvscope::storage
