#include "storage/libuv_facts.h"

namespace uvscope::storage {

using core::EventKind;

void takeLibuvFact(ResourceRecord& record, const core::Event& event) {
  switch (event.kind) {
    case EventKind::Before:
      if (event.reason == core::CallbackReason::Read) record.bytes_read += amountOf(event);
      break;
    case EventKind::Ref:
    case EventKind::Unref:
      record.referenced = event.kind == EventKind::Ref;
      break;
    case EventKind::Active:
    case EventKind::Inactive:
      record.active = event.kind == EventKind::Active;
      break;
    case EventKind::Closing:
      record.active = false;
      break;
    case EventKind::Written:
      record.bytes_written += amountOf(event);
      break;
    case EventKind::Failed:
      ++record.failures;
      break;
    case EventKind::Accepted:
    case EventKind::Piped:
      record.owner = event.trigger;
      break;
    case EventKind::WorkStart:
      record.work_start_ns = event.ts_ns;
      record.worker.value = static_cast<std::uint32_t>(event.value);
      break;
    case EventKind::WorkEnd:
      record.work_end_ns = event.ts_ns;
      break;
    case EventKind::Repeat:
      record.runs += amountOf(event);
      record.run_ns += event.execution.value;
      break;
    default:
      break;
  }
}

}  // namespace uvscope::storage
