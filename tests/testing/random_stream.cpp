#include "tests/testing/random_stream.h"

#include <algorithm>

namespace uvscope::testing {
namespace {

using core::AsyncId;
using core::CallbackReason;
using core::Event;
using core::EventKind;

constexpr std::uint32_t kThreads = 3;

}  // namespace

void RandomStream::announce(core::EventSink& sink) {
  sink.onProcess({core::ProcessId{1}, 100, 1, "/bin/random", {"random", "with \"quotes\"", ""}, 5});
  for (std::uint32_t i = 1; i <= kThreads; ++i) {
    threads_.push_back({core::ContextId{i}, 2, below(2'000), {}, {}});
    sink.onContext(
        {core::ContextId{i}, core::ProcessId{1}, static_cast<std::int32_t>(i), "thread"});
  }
  sink.onType(core::kFirstUserType, "Job");
}

void RandomStream::feed(core::EventSink& sink, std::size_t count) {
  std::vector<Event> batch;
  while (count > 0) {
    batch.clear();
    for (std::size_t i = std::min<std::size_t>(count, 1 + below(300)); i > 0; --i) {
      batch.push_back(next());
    }
    count -= batch.size();
    sink.onEvents(batch);
    const Event& last = batch.back();
    if (below(3) == 0) {
      sink.onDetail({last.context, last.id}, "detail " + std::to_string(below(1000)));
    }
    if (discipline_ == Discipline::Broken && below(12) == 0) {
      sink.onDropped(core::ContextId{static_cast<std::uint32_t>(1 + below(kThreads))},
                     1 + below(9));
    }
  }
}

Event RandomStream::next() {
  Thread& thread = threads_[below(below(3) == 0 ? threads_.size() : 1)];
  // Threads lag behind one another by some microseconds.
  const std::uint64_t elsewhere = threads_[below(threads_.size())].now;
  if (elsewhere > thread.now + 20'000) thread.now = elsewhere - below(20'000);
  thread.now += below(4) == 0 ? 0 : below(5'000);
  Event event = disciplined(thread);
  event.context = thread.context;
  event.ts_ns = thread.now;
  if (discipline_ == Discipline::Broken) breakRules(thread, event);
  return event;
}

Event RandomStream::disciplined(Thread& thread) {
  const std::uint64_t dice = below(100);
  if (thread.alive.empty() || dice < 15) return init(thread);
  Event event;
  event.id = thread.alive[below(thread.alive.size())];
  if (dice < 50 && thread.stack.size() < 4) {
    event.kind = EventKind::Before;
    event.reason = static_cast<CallbackReason>(1 + below(3));
    if (below(3) == 0) event.value = static_cast<std::int64_t>(below(1 << 20)) - 4096;
    thread.stack.push_back(event.id);
  } else if (dice < 85 && !thread.stack.empty()) {
    event.kind = EventKind::After;
    event.id = thread.stack.back();
    thread.stack.pop_back();
  } else if (dice < 96) {
    const bool runs =
        std::find(thread.stack.begin(), thread.stack.end(), event.id) != thread.stack.end();
    event.kind = runs || below(9) == 0 ? EventKind::Closing : EventKind::Destroy;
    if (event.kind == EventKind::Destroy) std::erase(thread.alive, event.id);
  } else {
    static constexpr EventKind kOthers[] = {EventKind::Ref, EventKind::Unref, EventKind::Retype,
                                            EventKind::PromiseResolve};
    event.kind = kOthers[below(4)];
    if (event.kind == EventKind::Retype)
      event.type.value = static_cast<std::uint16_t>(1 + below(12));
  }
  return event;
}

Event RandomStream::init(Thread& thread) {
  Event event;
  event.kind = EventKind::Init;
  event.id.value = thread.next_id++;
  event.execution = thread.stack.empty() ? AsyncId{below(2)} : thread.stack.back();
  event.trigger = below(2) == 0 ? event.execution : anyId(thread);
  event.type.value =
      below(5) == 0 ? core::kFirstUserType.value : static_cast<std::uint16_t>(1 + below(14));
  thread.alive.push_back(event.id);
  return event;
}

AsyncId RandomStream::anyId(Thread& thread) {
  return AsyncId{below(thread.next_id)};
}

void RandomStream::breakRules(Thread& thread, Event& event) {
  switch (below(60)) {
    case 0:
      event.id = anyId(thread);
      break;  // of the past, or a root
    case 1:
      event.id.value = thread.next_id + below(5);
      break;  // of the future
    case 2:
      event.id.value = 1'000'000 + below(40);
      break;  // of nowhere
    case 3:
      event.kind =
          static_cast<EventKind>(1 + below(static_cast<std::uint8_t>(core::kLastEventKind)));
      break;
    case 4:
      event.trigger.value = below(3) == 0 ? event.id.value : 2'000'000 + below(10);
      break;
    case 5:
      event.value = static_cast<std::int64_t>(random_());
      break;
    case 6:
      thread.next_id += below(3);
      break;  // ids that will never have an init
    default:
      break;
  }
}

}  // namespace uvscope::testing
