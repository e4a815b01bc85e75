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
  return static_cast<std::int64_t>(std::bit_width(std::max<EventSeq>(events, 1))) - 1;
}

bool hasNewerColumns(sqlite3* db) {
  return Statement::prepare(db, "SELECT stack FROM resource_row LIMIT 0").has_value();
}

std::string withoutNewerColumns(std::string_view sql) {
  constexpr std::string_view kColumns = UVSCOPE_NEWER_RESOURCE_COLUMNS;
  std::string older(sql);
  const std::size_t at = older.find(kColumns);
  if (at == std::string::npos) return older;
  return older.replace(at, kColumns.size(), "NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL");
}

ResourceRecord readRecord(const Statement& row) {
  namespace col = resource_column;
  ResourceRecord record;
  record.key.context.value = static_cast<std::uint32_t>(row.integer(col::Context));
  record.key.id.value = row.whole(col::Id);
  record.type.value = static_cast<std::uint16_t>(row.integer(col::Type));
  record.trigger.value = row.whole(col::Trigger);
  record.execution.value = row.whole(col::Execution);
  record.init_seq = row.whole(col::InitSeq);
  record.closing_seq = row.whole(col::ClosingSeq);
  record.destroy_seq = row.whole(col::DestroySeq);
  record.init_ns = row.whole(col::InitNs);
  record.closing_ns = timeOr(row, col::ClosingNs, kNeverNs);
  record.destroy_ns = timeOr(row, col::DestroyNs, kNeverNs);
  record.first_before_ns = timeOr(row, col::FirstBeforeNs, kNeverNs);
  record.last_event_ns = row.whole(col::LastEventNs);
  record.runs = row.whole(col::Runs);
  record.run_ns = row.whole(col::RunNs);
  record.max_run_ns = row.whole(col::MaxRunNs);
  record.creating_run = static_cast<std::uint32_t>(row.integer(col::CreatingRun));
  record.trigger_children = static_cast<std::uint32_t>(row.integer(col::TriggerChildren));
  record.execution_children = static_cast<std::uint32_t>(row.integer(col::ExecutionChildren));
  record.referenced = row.integer(col::Referenced) != 0;
  record.detail = row.text(col::Detail);
  record.active = row.integer(col::Active) != 0;
  record.bytes_read = row.whole(col::BytesRead);
  record.bytes_written = row.whole(col::BytesWritten);
  record.failures = static_cast<std::uint32_t>(row.integer(col::Failures));
  record.owner.value = row.whole(col::Owner);
  record.work_start_ns = timeOr(row, col::WorkStartNs, kNeverNs);
  record.work_end_ns = timeOr(row, col::WorkEndNs, kNeverNs);
  record.worker.value = static_cast<std::uint32_t>(row.integer(col::Worker));
  record.stack.value = static_cast<std::uint32_t>(row.integer(col::Stack));
  return record;
}

}  // namespace uvscope::storage
