// The columns of resource_row in the one order in which they are read and written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/session.h"
#include "storage/statement.h"

namespace uvscope::storage {

// Those that layout 1 did not have.
#define UVSCOPE_NEWER_RESOURCE_COLUMNS                                                         \
  "stack, active, bytes_read, bytes_written, failures, owner_id, work_start_ns, work_end_ns, " \
  "worker"
#define UVSCOPE_RESOURCE_COLUMNS                                                                  \
  "number, context, id, type, trigger_id, execution_id, init_seq, closing_seq, destroy_seq, "     \
  "init_ns, closing_ns, destroy_ns, first_before_ns, last_event_ns, runs, run_ns, max_run_ns, "   \
  "creating_run, trigger_children, execution_children, referenced, detail, first_seq, last_seq, " \
  "starts, life, " UVSCOPE_NEWER_RESOURCE_COLUMNS

namespace resource_column {
enum Column : int {
  Number,
  Context,
  Id,
  Type,
  Trigger,
  Execution,
  InitSeq,
  ClosingSeq,
  DestroySeq,
  InitNs,
  ClosingNs,
  DestroyNs,
  FirstBeforeNs,
  LastEventNs,
  Runs,
  RunNs,
  MaxRunNs,
  CreatingRun,
  TriggerChildren,
  ExecutionChildren,
  Referenced,
  Detail,
  FirstSeq,
  LastSeq,
  Starts,
  Life,
  Stack,
  Active,
  BytesRead,
  BytesWritten,
  Failures,
  Owner,
  WorkStartNs,
  WorkEndNs,
  Worker
};
}  // namespace resource_column

// resource_row.life: how long a resource lived, in events, as the exponent of two, so that those
// alive at some moment are found in few ranges of each life: a resource of life L that is alive at
// event s has had its first event after s - 2^(L+1).
inline constexpr std::int64_t kLifeEndless = 64;  // never destroyed
inline constexpr std::int64_t kLifeOlder = -1;    // without an init: before the recording

std::int64_t lifeOf(const ResourceRecord& record);

bool hasNewerColumns(sqlite3* db);
// A query of UVSCOPE_RESOURCE_COLUMNS as a file of layout 1 can answer it.
std::string withoutNewerColumns(std::string_view sql);

// Of the row that `statement` stands on, whose columns are UVSCOPE_RESOURCE_COLUMNS.
ResourceRecord readRecord(const Statement& statement);

}  // namespace uvscope::storage
