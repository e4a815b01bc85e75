// What the events of a resource make of its record, wherever they come from: the writer applies
// them as they stream by, readers apply those of one resource that they have looked up.
#pragma once

#include <algorithm>
#include <vector>

#include "storage/libuv_facts.h"
#include "storage/session.h"

namespace uvscope::storage {

// What the rarer kinds of events tell.
void takeOtherEvent(ResourceRecord& record, const core::Event& event, EventSeq seq);

// Takes in an event of this very resource, but for the runs that an After ends.
inline void takeEvent(ResourceRecord& record, const core::Event& event, EventSeq seq) {
  record.last_event_ns = event.ts_ns;
  if (event.kind == core::EventKind::After || event.kind == core::EventKind::Init) return;
  if (event.kind != core::EventKind::Before) return takeOtherEvent(record, event, seq);
  if (record.first_before_ns == kNeverNs) record.first_before_ns = event.ts_ns;
  if (event.reason == core::CallbackReason::Read) takeLibuvFact(record, event);
}

// A run of it that its own After has ended. How long it took.
inline std::uint64_t takeRun(ResourceRecord& record, std::uint64_t began_ns,
                             std::uint64_t ended_ns) {
  const std::uint64_t took = ended_ns >= began_ns ? ended_ns - began_ns : 0;
  ++record.runs;
  record.run_ns += took;
  record.max_run_ns = std::max(record.max_run_ns, took);
  return took;
}

// Makes a record of the events of one resource alone, in their order. Right for those whose
// callbacks all ended by their own After; the writer keeps the records of others (see
// ResourceEntry::odd).
class RecordBuilder {
 public:
  explicit RecordBuilder(core::ResourceKey key) { record_.key = key; }

  void init(const core::Event& event, EventSeq seq);
  void take(const core::Event& event, EventSeq seq);

  [[nodiscard]] ResourceRecord& record() { return record_; }

 private:
  ResourceRecord record_;
  std::uint64_t outermost_ns_ = 0;
  std::uint32_t open_ = 0;
  std::vector<std::uint64_t> inner_ns_;  // of the runs inside of its own outermost one
};

}  // namespace uvscope::storage
