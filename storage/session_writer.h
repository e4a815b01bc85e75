// Writes a session file: the sink at the end of a recording. What was committed is in the file
// whatever becomes of this process; readers see it while the recording goes on.
//
// One thread. After a failure (a full disk) nothing more is written: the file holds what the last
// successful commit left, and every further commit() says what went wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>

#include "core/event_sink.h"
#include "core/result.h"
#include "storage/alive_types.h"
#include "storage/block_writer.h"
#include "storage/chunk_writer.h"
#include "storage/detail_log.h"
#include "storage/loop_totals.h"
#include "storage/resource_tracker.h"
#include "storage/row_counts.h"
#include "storage/run_stacks.h"
#include "storage/session_past.h"
#include "storage/sqlite_ptr.h"
#include "storage/stack_writer.h"
#include "storage/statement.h"

namespace uvscope::storage {

struct SessionWriterOptions {
  std::string program;  // the command line as one string
  std::string clock;    // "tsc" or "monotonic"
  std::string recorder_version;
  std::int64_t recorded_unix_ms = 0;
  bool force = false;  // replace an existing file
  // How many events a chunk holds, at most kMaxChunkEvents. Fewer make a larger file: for tests.
  std::size_t chunk_events = kMaxChunkEvents;
  // How many resources that have ended stay in memory, see ResourceTracker. Fewer for tests.
  std::size_t lingering = kFewLinger;
};

class SessionWriter final : public core::EventSink {
 public:
  // The file exists, and readers can open it, as soon as this returns. Exists: see `force`.
  static core::Result<std::unique_ptr<SessionWriter>> create(const std::string& path,
                                                             const SessionWriterOptions& options);
  // What was not committed is lost; the session stays unfinished.
  ~SessionWriter() override;
  SessionWriter(const SessionWriter&) = delete;
  SessionWriter& operator=(const SessionWriter&) = delete;

  void onProcess(const core::ProcessInfo& process) override;
  void onContext(const core::ContextInfo& context) override;
  void onType(core::TypeId type, std::string_view name) override;
  void onFrames(core::CodeId code, std::span<const core::StackFrame> frames) override;
  void onStack(core::StackId stack, std::span<const core::CodeId> codes,
               std::string_view site) override;
  void onEvents(std::span<const core::Event> events) override;
  void onDetail(core::ResourceKey resource, std::string_view detail) override;
  void onDropped(core::ContextId context, std::uint64_t count) override;
  void onProcessExit(const core::ProcessExit& exit) override;

  // Makes everything so far visible to readers. To be called every 50 to 100 ms.
  core::Result<void> commit();

  // How the program that was started has ended; -1 for what does not apply. Also where it made no
  // libuv call, so that it is no process of the session.
  void setProgramExit(std::int32_t exit_status, std::int32_t term_signal);

  // Commits, marks the recording as ended after `duration_ns` and leaves one plain file. Only where
  // a reader still has it open, the -wal and -shm files stay until that one closes. To be called
  // once.
  core::Result<void> finish(std::uint64_t duration_ns);

  [[nodiscard]] EventSeq events() const { return parts_.chunks.events(); }

  [[nodiscard]] std::uint64_t resources() const { return tracker_.resources(); }

  [[nodiscard]] std::uint64_t alive() const { return tracker_.alive(); }

  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  // What writes a part of the session each.
  struct Parts {
    ChunkWriter chunks;
    BlockWriter blocks;
    DetailLogWriter details;
    StackWriter stacks;
    LoopTotals loops;
    RowInsert total;
    RowCountWriter counts;
  };

  static core::Result<Parts> openParts(sqlite3* db, std::size_t chunk_events);
  SessionWriter(ConnectionPtr db, Parts parts, std::size_t lingering);

  // True inside of a transaction; false once something has failed.
  bool begin();
  void take(std::span<const core::Event> events);
  void appendBefore(EventSeq end);
  void note(core::Result<void> result);
  template <class Bind>
  core::Result<void> insertRow(const CheckedTable& table, Bind&& bind);
  core::Result<void> writeMeta(std::string_view key, std::int64_t value);
  core::Result<void> writeMeta(std::string_view key, std::string_view value);
  core::Result<void> writeHeader(const SessionWriterOptions& options);
  void sealOpenChunk();
  void sealChunk();
  void closeBlock();
  core::Result<void> writeTotals();
  core::Result<void> writeExit(const core::ProcessExit& exit);
  core::Result<void> writeRowCounts();
  [[nodiscard]] ResourceCounts counts() const;
  void leaveWalMode();

  ConnectionPtr db_;
  Parts parts_;
  SessionPast past_;
  ResourceTracker tracker_;
  TypeSampler types_;
  RunStacks stacks_;
  std::span<const core::Event> coming_;  // those of take() that are not in parts_.chunks
  std::uint64_t dropped_ = 0, losses_ = 0, closed_blocks_ = 0;
  std::unordered_set<std::uint16_t> total_types_;  // that have a row
  bool small_tables_changed_ = false;
  bool in_transaction_ = false;
  core::Result<void> status_;  // the first failure, for good
};

}  // namespace uvscope::storage
