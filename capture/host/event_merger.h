// Hands the events of all contexts on in order of time: a merge of queues that are each in order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "capture/host/context_queue.h"
#include "core/event_sink.h"

namespace uvscope::capture {

class EventMerger {
 public:
  // Passes every event with ts_ns <= `horizon_ns`, and the notes that come before or right after
  // it. What is later stays in its queue: a ring that was read before others may hold it while an
  // earlier event of another ring is only read the next time.
  void flush(std::span<ContextQueue* const> queues, std::uint64_t horizon_ns,
             core::EventSink& sink);

 private:
  void passNotes(ContextQueue& queue, core::EventSink& sink);
  void passRun(ContextQueue& queue, std::uint64_t limit_ns, core::EventSink& sink);
  void passEvents(std::span<const core::Event> events, core::EventSink& sink);
  void passBatch(core::EventSink& sink);

  std::vector<ContextQueue*> pending_;  // a heap by the time of the next event
  // Contexts that take turns would give the sink an event a call: short runs are put together.
  std::vector<core::Event> batch_;
};

}  // namespace uvscope::capture
