// The columns of resource_row in the one order in which they are read and written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/session.h"
#include "storage/statement.h"

namespace uvscope::storage {

#define UVSCOPE_RESOURCE_COLUMNS                                                                  \
  "number, context, id, type, trigger_id, execution_id, init_seq, closing_seq, destroy_seq, "     \
  "init_ns, closing_ns, destroy_ns, first_before_ns, last_event_ns, runs, run_ns, max_run_ns, "   \
  "creating_run, trigger_children, execution_children, referenced, detail, first_seq, last_seq, " \
  "starts, life, stack"

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
  Stack
};
}  // namespace resource_column

// resource_row.life: how long a resource lived, in events, as the exponent of two, so that those
// alive at some moment are found in few ranges of each life: a resource of life L that is alive at
// event s has had its first event after s - 2^(L+1).
inline constexpr std::int64_t kLifeEndless = 64;  // never destroyed
inline constexpr std::int64_t kLifeOlder = -1;    // without an init: before the recording

std::int64_t lifeOf(const ResourceRecord& record);

// Layout 1 had no column for stacks: a query of UVSCOPE_RESOURCE_COLUMNS as `db` can answer it.
bool hasStackColumn(sqlite3* db);
std::string withoutStackColumn(std::string_view sql);

// Of the row that `statement` stands on, whose columns are UVSCOPE_RESOURCE_COLUMNS.
ResourceRecord readRecord(const Statement& statement);

}  // namespace uvscope::storage
