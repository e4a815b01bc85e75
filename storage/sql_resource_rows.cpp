#include "storage/sql_resource_rows.h"

#include <algorithm>
#include <string_view>

#include "storage/sql_result.h"

namespace uvscope::storage {
namespace {

constexpr std::uint64_t kAtOnce = 4096;

// NULL where it is `none`.
void resultUnless(sqlite3_context* out, std::uint64_t value, std::uint64_t none) {
  if (value != none) sqlResult(out, value);
}

}  // namespace

void SqlResourceRows::begin(const SqlBounds& bounds) {
  bounds_ = bounds;
  records_.clear();
  at_ = 0;
  next_number_ = end_number_ = 0;
  if (bounds.id) {
    for (const core::ResourceKey& key : keysOf(reader_, bounds, *bounds.id)) {
      if (auto record = reader_.resource(key)) records_.push_back(std::move(*record));
    }
    next_number_ = records_.size();
    return;
  }
  const ChunkDirectory& directory = reader_.chunks().directory();
  end_number_ = reader_.info().resources;
  if (bounds.in_part) {
    const auto first = directory.chunkOf(bounds.first);
    const auto last = directory.chunkOf(bounds.last);
    if (!first || !last || bounds.first > bounds.last) {
      end_number_ = 0;
      return;
    }
    next_number_ = directory.resourcesBefore(*first);
    end_number_ = directory.entry(*last).resources;
  }
  settle();
}

void SqlResourceRows::next() {
  ++at_;
  settle();
}

void SqlResourceRows::settle() {
  for (;;) {
    while (at_ < records_.size() && bounds_.context &&
           records_[at_].key.context.value != *bounds_.context)
      ++at_;
    if (at_ < records_.size() || next_number_ >= end_number_) return;
    const std::uint64_t wanted = std::min(kAtOnce, end_number_ - next_number_);
    records_ = reader_.resources(next_number_, wanted);
    next_number_ += wanted;
    at_ = 0;
  }
}

void SqlResourceRows::column(sqlite3_context* out, int number) const {
  const ResourceRecord& record = records_[at_];
  const bool made = record.init_seq != kNoSeq;
  switch (number) {
    case Context:
      return sqlResult(out, record.key.context.value);
    case Id:
      return sqlResult(out, record.key.id.value);
    case Type:
      return sqlResult(out, reader_.typeName(record.type));
    case Detail:
      return sqlResult(out, record.detail);
    case State:
      return sqlResultStatic(out, stateName(record));
    case Referenced:
      return sqlResult(out, record.referenced ? 1 : 0);
    case Trigger:
      return made ? sqlResult(out, record.trigger.value) : void();
    case Execution:
      return made ? sqlResult(out, record.execution.value) : void();
    case CreatingRun:
      return sqlResult(out, record.creating_run);
    case InitSeq:
      return resultUnless(out, record.init_seq, kNoSeq);
    case ClosingSeq:
      return resultUnless(out, record.closing_seq, kNoSeq);
    case DestroySeq:
      return resultUnless(out, record.destroy_seq, kNoSeq);
    case InitNs:
      return made ? sqlResult(out, record.init_ns) : void();
    case ClosingNs:
      return resultUnless(out, record.closing_ns, kNeverNs);
    case DestroyNs:
      return resultUnless(out, record.destroy_ns, kNeverNs);
    case FirstBeforeNs:
      return resultUnless(out, record.first_before_ns, kNeverNs);
    case LastEventNs:
      return sqlResult(out, record.last_event_ns);
    case Runs:
      return sqlResult(out, record.runs);
    case RunNs:
      return sqlResult(out, record.run_ns);
    case MaxRunNs:
      return sqlResult(out, record.max_run_ns);
    case TriggerChildren:
      return sqlResult(out, record.trigger_children);
    case ExecutionChildren:
      return sqlResult(out, record.execution_children);
    case Stack:
      return resultUnless(out, record.stack.value, 0);
    case Active:
      return sqlResult(out, record.active ? 1 : 0);
    case BytesRead:
      return sqlResult(out, record.bytes_read);
    case BytesWritten:
      return sqlResult(out, record.bytes_written);
    case Failures:
      return sqlResult(out, record.failures);
    case Owner:
      return resultUnless(out, record.owner.value, 0);
    case WorkStartNs:
      return resultUnless(out, record.work_start_ns, kNeverNs);
    case WorkEndNs:
      return resultUnless(out, record.work_end_ns, kNeverNs);
    case Worker:
      return resultUnless(out, record.worker.value, 0);
    default:
      return;
  }
}

}  // namespace uvscope::storage
