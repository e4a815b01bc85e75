#include "storage/resource_columns.h"

#include <algorithm>
#include <bit>

namespace uvscope::storage {

namespace {

std::uint64_t timeOr(const Statement& row, int column, std::uint64_t otherwise) {
  return row.isNull(column) ? otherwise : row.whole(column);
}

}  // namespace

std::int64_t lifeOf(const ResourceRecord& record) {
  if (record.init_seq == kNoSeq) return kLifeOlder;
  if (!record.destroyed()) return kLifeEndless;
  const EventSeq events = record.destroy_seq - record.init_seq;
  return std::bit_width(std::max<EventSeq>(events, 1)) - 1;
}

ResourceRecord readRecord(const Statement& row) {
  using namespace resource_column;
  ResourceRecord record;
  record.key.context.value = static_cast<std::uint32_t>(row.integer(kContext));
  record.key.id.value = row.whole(kId);
  record.type.value = static_cast<std::uint16_t>(row.integer(kType));
  record.trigger.value = row.whole(kTrigger);
  record.execution.value = row.whole(kExecution);
  record.init_seq = row.whole(kInitSeq);
  record.closing_seq = row.whole(kClosingSeq);
  record.destroy_seq = row.whole(kDestroySeq);
  record.init_ns = row.whole(kInitNs);
  record.closing_ns = timeOr(row, kClosingNs, kNeverNs);
  record.destroy_ns = timeOr(row, kDestroyNs, kNeverNs);
  record.first_before_ns = timeOr(row, kFirstBeforeNs, kNeverNs);
  record.last_event_ns = row.whole(kLastEventNs);
  record.runs = static_cast<std::uint32_t>(row.integer(kRuns));
  record.run_ns = row.whole(kRunNs);
  record.max_run_ns = row.whole(kMaxRunNs);
  record.creating_run = static_cast<std::uint32_t>(row.integer(kCreatingRun));
  record.trigger_children = static_cast<std::uint32_t>(row.integer(kTriggerChildren));
  record.execution_children = static_cast<std::uint32_t>(row.integer(kExecutionChildren));
  record.referenced = row.integer(kReferenced) != 0;
  record.detail = row.text(kDetail);
  return record;
}

}  // namespace uvscope::storage
