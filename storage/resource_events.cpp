#include "storage/resource_events.h"

namespace uvscope::storage {

using core::EventKind;

void takeOtherEvent(ResourceRecord& record, const core::Event& event, EventSeq seq) {
  switch (event.kind) {
    case EventKind::Closing:
      if (record.closing_seq != kNoSeq) break;
      record.closing_seq = seq;
      record.closing_ns = event.ts_ns;
      break;
    case EventKind::Destroy:
      if (record.destroyed()) break;
      record.destroy_seq = seq;
      record.destroy_ns = event.ts_ns;
      break;
    case EventKind::Retype:
      record.type = event.type;
      break;
    default:
      break;
  }
  takeLibuvFact(record, event);
}

void RecordBuilder::init(const core::Event& event, EventSeq seq) {
  record_.type = event.type;
  record_.trigger = event.trigger;
  record_.execution = event.execution;
  record_.stack.value = static_cast<std::uint32_t>(event.value);
  record_.init_seq = seq;
  record_.init_ns = record_.last_event_ns = event.ts_ns;
}

void RecordBuilder::take(const core::Event& event, EventSeq seq) {
  takeEvent(record_, event, seq);
  if (event.kind == EventKind::Before) {
    if (open_++ == 0) {
      outermost_ns_ = event.ts_ns;
    } else {
      inner_ns_.push_back(event.ts_ns);
    }
  } else if (event.kind == EventKind::After && open_ > 0) {
    takeRun(record_, inner_ns_.empty() ? outermost_ns_ : inner_ns_.back(), event.ts_ns);
    if (!inner_ns_.empty()) inner_ns_.pop_back();
    --open_;
  }
}

}  // namespace uvscope::storage
