// The tables of a session, as they are written and read; storage/schema.cpp makes them.
#pragma once

#include "storage/checked_rows.h"

namespace uvscope::storage {

inline constexpr CheckedTable kMetaTable{"meta", "key, value"};
inline constexpr CheckedTable kProcessTable{
    "process",
    "id, pid, parent_pid, executable, arguments, start_ns, end_ns, exit_status, term_signal"};
inline constexpr CheckedTable kContextTable{"context", "id, process, thread_id, name"};
inline constexpr CheckedTable kTypeTable{"type", "id, name"};
inline constexpr CheckedTable kLoopTable{
    "loop", "context, number, starts, iterations, poll_ns, callback_ns, first_ns, last_ns"};
inline constexpr CheckedTable kDroppedTable{"dropped", "rowid, context, after_seq, count"};
inline constexpr CheckedTable kFrameTable{
    "frame", "code, position, module, offset, function, file, line, inlined"};
inline constexpr CheckedTable kStackTable{"stack", "id, position, code"};
inline constexpr CheckedTable kSiteTable{"site", "stack, name"};
inline constexpr CheckedTable kFindingTable{"finding",
                                            "id, code, severity, context, resource, seq, message"};
inline constexpr CheckedTable kNoteTable{"note", "id, context, resource, seq, text"};
inline constexpr CheckedTable kChunkTable{"event_chunk", "id, key_frame, events"};
inline constexpr CheckedTable kDirectoryTable{"event_directory", "id, entries, born"};
inline constexpr CheckedTable kTypeTotalTable{"type_total", "type, total, alive, runs, run_ns"};
inline constexpr CheckedTable kBirthTable{"birth_chunk", "id, births"};
inline constexpr CheckedTable kOccurrenceTable{"occurrence", "id, entries"};
inline constexpr CheckedTable kTimelineTable{"timeline", "id, samples"};
inline constexpr CheckedTable kAliveTypeTable{"alive_type", "id, samples"};
inline constexpr CheckedTable kBusyContextTable{"busy_context", "id, entries"};
inline constexpr CheckedTable kSubtreeTable{"subtree", "id, entries"};
inline constexpr CheckedTable kKeptTable{
    "kept", "id, first_number, unfinished, last_destroy_seq, records", "records_sum"};
// The same rows without their records, under the same sum: `records_sum` stands for these.
inline constexpr CheckedTable kKeptPageTable{
    "kept", "id, first_number, unfinished, last_destroy_seq, records_sum"};
inline constexpr CheckedTable kRevivedTable{"revived", "number, record"};
inline constexpr CheckedTable kOddBirthTable{"odd_birth", "context, id, number, made"};
inline constexpr CheckedTable kParentTable{"parent",
                                           "context, id, trigger_children, execution_children"};
inline constexpr CheckedTable kIndexTable{"session_index", "id, pages"};
inline constexpr CheckedTable kDetailLogTable{"detail_log", "id, details"};
inline constexpr CheckedTable kRowCountTable{"row_count", "name, count"};

}  // namespace uvscope::storage
