#include "capture/host/event_merger.h"

#include <algorithm>

namespace uvscope::capture {
namespace {

std::uint64_t nextTime(const ContextQueue& queue) {
  return queue.events[queue.events_done].ts_ns;
}

bool hasEventUpTo(const ContextQueue& queue, std::uint64_t horizon_ns) {
  return queue.events_done < queue.events.size() && nextTime(queue) <= horizon_ns;
}

// Equal times: the older context first, so that the order does not depend on chance.
bool isLater(const ContextQueue* left, const ContextQueue* right) {
  const std::uint64_t left_ns = nextTime(*left);
  const std::uint64_t right_ns = nextTime(*right);
  return left_ns != right_ns ? left_ns > right_ns : left->context > right->context;
}

// Not including the queue's next event: among equal times isLater decides.
std::uint64_t timeBefore(const ContextQueue& queue) {
  const std::uint64_t ns = nextTime(queue);
  return ns == 0 ? 0 : ns - 1;
}

constexpr std::size_t kBatchEvents = 1024;
constexpr std::size_t kLongRun = 128;  // worth a call of its own

}  // namespace

void EventMerger::passBatch(core::EventSink& sink) {
  if (batch_.empty()) return;
  sink.onEvents(batch_);
  batch_.clear();
}

void EventMerger::passEvents(std::span<const core::Event> events, core::EventSink& sink) {
  if (events.size() >= kLongRun) {
    passBatch(sink);
    sink.onEvents(events);
    return;
  }
  batch_.insert(batch_.end(), events.begin(), events.end());
  if (batch_.size() >= kBatchEvents) passBatch(sink);
}

// Those that belong before the next event of the queue.
void EventMerger::passNotes(ContextQueue& queue, core::EventSink& sink) {
  while (queue.notes_done < queue.notes.size() &&
         queue.notes[queue.notes_done].position <= queue.events_done) {
    passBatch(sink);
    const Note& note = queue.notes[queue.notes_done++];
    if (note.kind == Note::Kind::Detail) {
      sink.onDetail({queue.context, note.id}, note.text);
    } else {
      sink.onDropped(queue.context, note.count);
    }
  }
}

// The events up to `limit_ns` (the first one whatever its time), broken up by notes.
void EventMerger::passRun(ContextQueue& queue, std::uint64_t limit_ns, core::EventSink& sink) {
  const auto second = queue.events.begin() + static_cast<std::ptrdiff_t>(queue.events_done) + 1;
  const auto end = std::upper_bound(
      second, queue.events.end(), limit_ns,
      [](std::uint64_t limit, const core::Event& event) { return limit < event.ts_ns; });
  const auto run_end = static_cast<std::size_t>(end - queue.events.begin());
  const std::span<const core::Event> events(queue.events);
  while (queue.events_done < run_end) {
    passNotes(queue, sink);
    std::size_t piece_end = run_end;
    if (queue.notes_done < queue.notes.size()) {
      piece_end = std::min(run_end, queue.notes[queue.notes_done].position);
    }
    passEvents(events.subspan(queue.events_done, piece_end - queue.events_done), sink);
    queue.events_done = piece_end;
  }
  passNotes(queue, sink);
}

void EventMerger::flush(std::span<ContextQueue* const> queues, std::uint64_t horizon_ns,
                        core::EventSink& sink) {
  pending_.clear();
  for (ContextQueue* const queue : queues) {
    passNotes(*queue, sink);
    if (hasEventUpTo(*queue, horizon_ns)) pending_.push_back(queue);
  }
  std::make_heap(pending_.begin(), pending_.end(), isLater);
  while (!pending_.empty()) {
    std::pop_heap(pending_.begin(), pending_.end(), isLater);
    ContextQueue& first = *pending_.back();
    pending_.pop_back();
    passRun(first, pending_.empty() ? horizon_ns : timeBefore(*pending_.front()), sink);
    if (!hasEventUpTo(first, horizon_ns)) continue;
    pending_.push_back(&first);
    std::push_heap(pending_.begin(), pending_.end(), isLater);
  }
  passBatch(sink);
  for (ContextQueue* const queue : queues)
    queue->compact();
}

}  // namespace uvscope::capture
