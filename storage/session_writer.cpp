#include "storage/session_writer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "storage/checked_tables.h"
#include "storage/recorder_process.h"
#include "storage/schema.h"
#include "storage/session_file.h"
#include "storage/session_index.h"
#include "storage/tracking.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::Result;

// Written seldom and of few rows: counted where that happens.
constexpr std::array kSmallTables = {kMetaTable, kProcessTable, kContextTable, kTypeTable};

// How long finish() waits for readers to let go of the file.
constexpr std::chrono::milliseconds kLeavePatience{400};
constexpr std::chrono::milliseconds kLeavePause{5};

std::string jsonArray(const std::vector<std::string>& values) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        (out += '\\') += c;
      } else if (byte < 0x20) {
        ((out += "\\u00") += kHex[byte >> 4U]) += kHex[byte & 15U];
      } else {
        out += c;
      }
    }
    out += '"';
  }
  return out += ']';
}

// What rings hold is another process's memory: a kind or reason that does not exist cannot be kept.
bool isValid(const Event& event) {
  const auto kind = static_cast<std::uint8_t>(event.kind);
  return kind >= 1 && event.kind <= core::kLastEventKind &&
         event.reason <= core::kLastCallbackReason;
}

void bindStatus(RowInsert& statement, int index, std::int32_t status) {
  if (status < 0) {
    statement.bindNull(index);
  } else {
    statement.bind(index, status);
  }
}

}  // namespace

Result<std::unique_ptr<SessionWriter>> SessionWriter::create(const std::string& path,
                                                             const SessionWriterOptions& options) {
  Result<ConnectionPtr> db = createSessionFile(path, options.force);
  if (!db) return db.error();
  Result<Parts> parts = openParts(db->get(), options.chunk_events);
  if (!parts) return parts.error();
  std::unique_ptr<SessionWriter> writer(
      new SessionWriter(std::move(*db), std::move(*parts), options.lingering));
  if (Result<void> header = writer->writeHeader(options); !header) return header.error();
  return writer;
}

Result<SessionWriter::Parts> SessionWriter::openParts(sqlite3* db, std::size_t chunk_events) {
  Result<ChunkWriter> chunks = ChunkWriter::open(db, chunk_events);
  if (!chunks) return chunks.error();
  Result<BlockWriter> blocks = BlockWriter::open(db);
  if (!blocks) return blocks.error();
  Result<DetailLogWriter> details = DetailLogWriter::open(db);
  if (!details) return details.error();
  Result<StackWriter> stacks = StackWriter::open(db);
  if (!stacks) return stacks.error();
  Result<LoopTotals> loops = LoopTotals::open(db);
  if (!loops) return loops.error();
  Result<RowInsert> total = RowInsert::prepare(db, kTypeTotalTable);
  if (!total) return total.error();
  Result<RowCountWriter> row_counts = RowCountWriter::open(db);
  if (!row_counts) return row_counts.error();
  return Parts{std::move(*chunks), std::move(*blocks), std::move(*details),   std::move(*stacks),
               std::move(*loops),  std::move(*total),  std::move(*row_counts)};
}

SessionWriter::SessionWriter(ConnectionPtr db, Parts parts, std::size_t lingering)
    : db_(std::move(db)),
      parts_(std::move(parts)),
      past_(db_.get(),
            [this](EventSeq end) {
              appendBefore(end);
              note(parts_.chunks.flush(stacks_, counts()));
            }),
      tracker_(past_, std::max<std::size_t>(lingering, 1)) {}

SessionWriter::~SessionWriter() = default;

Result<void> SessionWriter::writeHeader(const SessionWriterOptions& options) {
  if (!begin()) return status_;
  note(writeMeta(kMetaProgram, options.program));
  note(writeMeta(kMetaRecorderVersion, options.recorder_version));
  note(writeMeta(kMetaClock, options.clock));
  note(writeMeta(kMetaRecordedUnixMs, options.recorded_unix_ms));
  note(writeMeta(kMetaFinished, std::int64_t{0}));
  const RecorderProcess recorder = thisProcess();
  note(writeMeta(kMetaRecorderPid, recorder.pid));
  note(writeMeta(kMetaRecorderStart, recorder.start_ticks));
  if (Result<void> committed = commit(); !committed) return committed;
  // Into the file itself: it says what it is even where its log has been lost.
  sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return {};
}

void SessionWriter::setProgramExit(std::int32_t exit_status, std::int32_t term_signal) {
  if (!begin()) return;
  if (exit_status >= 0) note(writeMeta(kMetaExitStatus, std::int64_t{exit_status}));
  if (term_signal > 0) note(writeMeta(kMetaTermSignal, std::int64_t{term_signal}));
}

// Of a table that is written seldom.
template <class Bind>
Result<void> SessionWriter::insertRow(const CheckedTable& table, Bind&& bind) {
  small_tables_changed_ = true;
  Result<RowInsert> insert = RowInsert::prepare(db_.get(), table);
  if (!insert) return insert.error();
  bind(*insert);
  return insert->run();
}

Result<void> SessionWriter::writeMeta(std::string_view key, std::int64_t value) {
  return insertRow(kMetaTable, [&](RowInsert& insert) {
    insert.bindText(1, key);
    insert.bind(2, value);
  });
}

Result<void> SessionWriter::writeMeta(std::string_view key, std::string_view value) {
  return insertRow(kMetaTable, [&](RowInsert& insert) {
    insert.bindText(1, key);
    insert.bindText(2, value);
  });
}

bool SessionWriter::begin() {
  if (status_ && !in_transaction_) {
    note(execute(db_.get(), "BEGIN IMMEDIATE"));
    in_transaction_ = status_.has_value();
  }
  return status_.has_value();
}

void SessionWriter::note(Result<void> result) {
  if (result || !status_) return;
  status_ = std::move(result);
  sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  // What comes next in the function that has failed would be a transaction of its own.
  sqlite3_exec(db_.get(), "PRAGMA query_only=ON", nullptr, nullptr, nullptr);
  in_transaction_ = false;
}

void SessionWriter::onProcess(const core::ProcessInfo& process) {
  if (!begin()) return;
  note(insertRow(kProcessTable, [&](RowInsert& insert) {
    insert.bind(1, process.id.value);
    insert.bind(2, process.pid);
    insert.bind(3, process.parent_pid);
    insert.bindText(4, process.executable);
    insert.bindText(5, jsonArray(process.arguments));
    insert.bind(6, process.start_ns);
  }));
}

void SessionWriter::onContext(const core::ContextInfo& context) {
  if (!begin()) return;
  note(insertRow(kContextTable, [&](RowInsert& insert) {
    insert.bind(1, context.id.value);
    insert.bind(2, context.process.value);
    insert.bind(3, context.thread_id);
    insert.bindText(4, context.name);
  }));
}

void SessionWriter::onType(core::TypeId type, std::string_view name) {
  if (!begin()) return;
  note(insertRow(kTypeTable, [&](RowInsert& insert) {
    insert.bind(1, std::int64_t{type.value});
    insert.bindText(2, name);
  }));
}

void SessionWriter::onFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  if (begin()) note(parts_.stacks.writeFrames(code, frames));
}

void SessionWriter::onStack(core::StackId stack, std::span<const core::CodeId> codes,
                            std::string_view site) {
  if (begin()) note(parts_.stacks.writeStack(stack, codes, site));
}

void SessionWriter::onEvents(std::span<const Event> events) {
  if (events.empty() || !begin()) return;
  while (!events.empty() && status_) {
    const auto part = events.first(std::min(events.size(), parts_.chunks.room()));
    const auto invalid = std::find_if_not(part.begin(), part.end(), isValid);
    const auto valid = static_cast<std::size_t>(invalid - part.begin());
    if (valid == 0) {
      onDropped(events.front().context, 1);
      events = events.subspan(1);
    } else {
      take(part.first(valid));
      events = events.subspan(valid);
    }
  }
}

// Those that are taken in and come before event `end` go into the open chunk, if they are not
// there.
void SessionWriter::appendBefore(EventSeq end) {
  const EventSeq next = parts_.chunks.events() + 1;
  const auto before = coming_.first(std::min<std::size_t>(coming_.size(), end - next));
  parts_.chunks.append(before);
  coming_ = coming_.subspan(before.size());
}

// As many as the chunk has room for.
void SessionWriter::take(std::span<const Event> events) {
  ChunkWriter& chunks = parts_.chunks;
  EventSeq seq = chunks.events();
  std::uint32_t position = chunks.count();
  coming_ = events;
  for (const Event& event : events) {
    ++seq;
    const ResourceTracker::Taken taken =
        track(event, seq, tracker_, stacks_, [this](const Run& run) {
          parts_.chunks.addBusy(run);
          parts_.loops.onRunEnded(run);
        });
    if (!taken.regular) chunks.addIrregular(position);
    if (taken.born && !chunks.addBirth(position, {event.context, event.id}, !taken.older_born)) {
      tracker_.markStray();
    }
    if (event.kind > EventKind::Destroy) parts_.loops.take(event);
    ++position;
  }
  appendBefore(seq + 1);
  if (chunks.wantsSample()) chunks.addSample(stacks_, tracker_.alive());
  if (chunks.wantsTypeSample()) types_.sample(tracker_);
  if (chunks.full()) sealChunk();
}

void SessionWriter::sealOpenChunk() {
  if (!parts_.chunks.wantsTypeSample()) types_.sample(tracker_);
  types_.endChunk();
  note(parts_.chunks.seal(stacks_, counts()));
}

void SessionWriter::sealChunk() {
  sealOpenChunk();
  if (status_ && parts_.chunks.inBlock() == 0) closeBlock();
  tracker_.beginChunk(parts_.chunks.inBlock());
}

// What is known of the resources in the sealed chunks of the block goes into the file.
void SessionWriter::closeBlock() {
  ChunkWriter& chunks = parts_.chunks;
  std::vector<std::uint32_t> births = chunks.births();
  births.pop_back();  // of the chunk that is still empty
  ++closed_blocks_;
  const std::uint64_t closed = chunks.chunks();
  const std::uint64_t first = closed - births.size();
  note(chunks.flush(stacks_, counts()));
  tracker_.settle();
  const BlockTimeline timeline{encodeSamples(chunks.samples()), types_.finish(),
                               chunks.takeContexts()};
  if (status_) note(parts_.blocks.write(first, births, timeline, tracker_));
  if (status_) note(parts_.details.restart(tracker_.earlyDetails()));
  if (status_) note(writeMeta(kMetaClosedChunks, static_cast<std::int64_t>(closed)));
  if (status_) note(writeRowCounts());  // past_ reads before the commit, as others do after it
  tracker_.closeBlock();
  chunks.beginBlock();
  past_.blockClosed();
}

void SessionWriter::onDetail(core::ResourceKey resource, std::string_view detail) {
  if (!begin()) return;
  tracker_.onDetail(resource, detail);
  parts_.details.add(resource, detail);
}

// The lost events may have begun or ended callbacks. Readers learn that nothing is known of the
// context's stack from the key frame of a new chunk.
void SessionWriter::onDropped(core::ContextId context, std::uint64_t count) {
  if (count == 0 || !begin()) return;
  dropped_ += count;
  note(insertRow(kDroppedTable, [&](RowInsert& insert) {
    insert.bind(1, ++losses_);
    insert.bind(2, context.value);
    insert.bind(3, parts_.chunks.events());
    insert.bind(4, count);
  }));
  if (stacks_.stack(context).empty()) return;
  for (const Run& run : stacks_.stack(context))
    tracker_.onRunLost(run.key);
  if (!parts_.chunks.empty()) sealChunk();
  stacks_.forget(context);
  parts_.chunks.restart(stacks_);
}

void SessionWriter::onProcessExit(const core::ProcessExit& exit) {
  if (!begin()) return;
  note(writeExit(exit));
  setProgramExit(exit.exit_status, exit.term_signal);
}

Result<void> SessionWriter::writeExit(const core::ProcessExit& exit) {
  Result<CheckedSelect> process = CheckedSelect::prepare(db_.get(), kProcessTable, "WHERE id = ?");
  if (!process) return process.error();
  process->bind(1, exit.id.value);
  if (process->step() != Statement::Step::Row) return {};
  return insertRow(kProcessTable, [&](RowInsert& insert) {
    insert.bindRow(process->row());
    process->reset();
    insert.bind(7, exit.end_ns);
    bindStatus(insert, 8, exit.exit_status);
    bindStatus(insert, 9, exit.term_signal);
  });
}

Result<void> SessionWriter::commit() {
  if (!status_ || !in_transaction_) return status_;
  note(parts_.details.flush());
  if (status_) note(writeTotals());
  if (status_) note(parts_.loops.flush());
  if (status_) note(parts_.chunks.flush(stacks_, counts()));
  if (status_) note(writeRowCounts());
  if (status_) note(execute(db_.get(), "COMMIT"));
  in_transaction_ = false;
  return status_;
}

Result<void> SessionWriter::writeTotals() {
  for (const TypeTotal& total : tracker_.takeChangedTotals()) {
    RowInsert& insert = parts_.total;
    total_types_.insert(total.type.value);
    insert.bind(1, std::int64_t{total.type.value});
    insert.bind(2, total.total);
    insert.bind(3, total.alive);
    insert.bind(4, total.runs);
    insert.bind(5, total.run_ns);
    if (Result<void> done = insert.run(); !done) return done;
  }
  return {};
}

// Those that have not changed since the last commit cost nothing.
Result<void> SessionWriter::writeRowCounts() {
  if (std::exchange(small_tables_changed_, false)) {
    if (Result<void> done = recount(db_.get(), kSmallTables); !done) return done;
  }
  const BlockWriter::Rows& block_rows = parts_.blocks.rows();
  const StackWriter::Rows& stack_rows = parts_.stacks.rows();
  const std::uint64_t kept = parts_.blocks.kept();
  const auto counts = std::to_array<std::pair<std::string_view, std::uint64_t>>({
      {kCountOfEvents, parts_.chunks.events()},
      {kChunkTable.name, parts_.chunks.writtenChunks()},
      {kTypeTotalTable.name, total_types_.size()},
      {kLoopTable.name, parts_.loops.loops()},
      {kDroppedTable.name, losses_},
      {kDetailLogTable.name, parts_.details.rows()},
      {kCountOfForgottenDetails, parts_.details.removed()},
      {kFrameTable.name, stack_rows.frames},
      {kStackTable.name, stack_rows.stacks},
      {kSiteTable.name, stack_rows.sites},
      {kKeptTable.name, (kept + kKeptPerPage - 1) / kKeptPerPage},
      {kCountOfKept, kept},
      {kParentTable.name, block_rows.parents},
      {kOddBirthTable.name, block_rows.odd_births},
      {kRevivedTable.name, block_rows.revived},
      {kTimelineTable.name, closed_blocks_},
      {kSubtreeTable.name, closed_blocks_},
      {kAliveTypeTable.name, closed_blocks_},
      {kBusyContextTable.name, closed_blocks_},
  });
  for (const auto& [name, count] : counts) {
    if (Result<void> done = parts_.counts.tell(name, count); !done) return done;
  }
  return {};
}

Result<void> SessionWriter::finish(std::uint64_t duration_ns) {
  if (!begin()) return status_;
  if (!parts_.chunks.empty()) sealOpenChunk();
  if (status_ && parts_.chunks.births().size() > 1) closeBlock();
  if (status_) note(writeSessionIndex(db_.get()));
  note(writeMeta(kMetaDurationNs, static_cast<std::int64_t>(duration_ns)));
  note(writeMeta(kMetaFinished, std::int64_t{1}));
  if (Result<void> committed = commit(); !committed) return committed;
  leaveWalMode();
  return {};
}

// A file out of WAL mode opens without companions, in a read-only directory as well. Leaving needs
// the file for itself; readers give way when they learn that the recording has ended.
void SessionWriter::leaveWalMode() {
  sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  sqlite3_busy_timeout(db_.get(), 0);
  const auto deadline = std::chrono::steady_clock::now() + kLeavePatience;
  while (!execute(db_.get(), "PRAGMA journal_mode=DELETE") &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kLeavePause);
  }
}

ResourceCounts SessionWriter::counts() const {
  return {tracker_.resources(), tracker_.alive()};
}

}  // namespace uvscope::storage
