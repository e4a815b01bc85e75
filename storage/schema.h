// The layout of a session file. docs/schema.md tells it in prose.
#pragma once

#include <cstdint>
#include <string_view>

namespace uvscope::storage {

// In SQLite's header: tells a session from any other SQLite file. "UVSC".
inline constexpr std::int32_t kApplicationId = 0x55565343;
// PRAGMA user_version: of the layout that this program writes.
inline constexpr std::int32_t kSchemaVersion = 5;
// meta.compatible_version: the oldest program, by its kSchemaVersion, that may read the file. What
// a newer layout only adds keeps the old number here, as layout 5 does. (Layout 4 only adds sums
// and counts of rows, but a program that adds or removes notes must keep them.)
inline constexpr std::int32_t kCompatibleVersion = 4;

// From this layout on rows have sums and are counted.
inline constexpr std::int32_t kFirstLayoutWithSums = 4;

extern const char* const kCreateSchemaSql;

// Keys of meta.
inline constexpr std::string_view kMetaProgram = "program";
inline constexpr std::string_view kMetaRecorderVersion = "recorder_version";
inline constexpr std::string_view kMetaClock = "clock";
inline constexpr std::string_view kMetaRecordedUnixMs = "recorded_unix_ms";
inline constexpr std::string_view kMetaCompatibleVersion = "compatible_version";
inline constexpr std::string_view kMetaDurationNs = "duration_ns";
inline constexpr std::string_view kMetaFinished = "finished";
inline constexpr std::string_view kMetaRecorderPid = "recorder_pid";
inline constexpr std::string_view kMetaRecorderStart = "recorder_start";
inline constexpr std::string_view kMetaExitStatus = "exit_status";
// How many chunks belong to blocks that are closed: all, once the recording has ended.
inline constexpr std::string_view kMetaClosedChunks = "closed_chunks";
inline constexpr std::string_view kMetaTermSignal = "term_signal";

}  // namespace uvscope::storage
