#include "storage/session_writer.h"

#include <chrono>
#include <thread>

#include "storage/recorder_process.h"
#include "storage/schema.h"
#include "storage/session_file.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::Result;

constexpr std::string_view kMetaSql = "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)";
constexpr std::string_view kProcessSql =
    "INSERT OR REPLACE INTO process(id, pid, parent_pid, executable, arguments, start_ns) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kContextSql =
    "INSERT OR REPLACE INTO context(id, process, thread_id, name) VALUES (?, ?, ?, ?)";
constexpr std::string_view kTypeSql = "INSERT OR REPLACE INTO type(id, name) VALUES (?, ?)";
constexpr std::string_view kDroppedSql =
    "INSERT INTO dropped(context, after_seq, count) VALUES (?, ?, ?)";
constexpr std::string_view kExitSql =
    "UPDATE process SET end_ns = ?2, exit_status = ?3, term_signal = ?4 WHERE id = ?1";

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

// Prepares, binds and runs a statement that is needed seldom.
template <class Bind>
Result<void> runOnce(sqlite3* db, std::string_view sql, Bind&& bind) {
  Result<Statement> statement = Statement::prepare(db, sql);
  if (!statement) return statement.error();
  bind(*statement);
  return statement->run();
}

void bindStatus(Statement& statement, int index, std::int32_t status) {
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
  Result<ChunkWriter> chunks = ChunkWriter::open(db->get());
  if (!chunks) return chunks.error();
  Result<ResourceWriter> resources = ResourceWriter::open(db->get());
  if (!resources) return resources.error();
  Result<StackWriter> stack_rows = StackWriter::open(db->get());
  if (!stack_rows) return stack_rows.error();
  Result<LoopTotals> loops = LoopTotals::open(db->get());
  if (!loops) return loops.error();
  std::unique_ptr<SessionWriter> writer(
      new SessionWriter(std::move(*db), std::move(*chunks), std::move(*resources),
                        std::move(*stack_rows), std::move(*loops)));
  if (Result<void> header = writer->writeHeader(options); !header) return header.error();
  return writer;
}

SessionWriter::SessionWriter(ConnectionPtr db, ChunkWriter chunks, ResourceWriter resources,
                             StackWriter stack_rows, LoopTotals loops)
    : db_(std::move(db)),
      chunks_(std::move(chunks)),
      resources_(std::move(resources)),
      stack_rows_(std::move(stack_rows)),
      loops_(std::move(loops)) {}

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

Result<void> SessionWriter::writeMeta(std::string_view key, std::int64_t value) {
  return runOnce(db_.get(), kMetaSql, [&](Statement& insert) {
    insert.bindText(1, key);
    insert.bind(2, value);
  });
}

Result<void> SessionWriter::writeMeta(std::string_view key, std::string_view value) {
  return runOnce(db_.get(), kMetaSql, [&](Statement& insert) {
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
  in_transaction_ = false;
}

void SessionWriter::onProcess(const core::ProcessInfo& process) {
  if (!begin()) return;
  note(runOnce(db_.get(), kProcessSql, [&](Statement& insert) {
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
  note(runOnce(db_.get(), kContextSql, [&](Statement& insert) {
    insert.bind(1, context.id.value);
    insert.bind(2, context.process.value);
    insert.bind(3, context.thread_id);
    insert.bindText(4, context.name);
  }));
}

void SessionWriter::onType(core::TypeId type, std::string_view name) {
  if (!begin()) return;
  note(runOnce(db_.get(), kTypeSql, [&](Statement& insert) {
    insert.bind(1, std::int64_t{type.value});
    insert.bindText(2, name);
  }));
}

void SessionWriter::onFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  if (begin()) note(stack_rows_.writeFrames(code, frames));
}

void SessionWriter::onStack(core::StackId stack, std::span<const core::CodeId> codes,
                            std::string_view site) {
  if (begin()) note(stack_rows_.writeStack(stack, codes, site));
}

void SessionWriter::onEvents(std::span<const Event> events) {
  if (events.empty() || !begin()) return;
  for (const Event& event : events) {
    if (!isValid(event)) {
      onDropped(event.context, 1);
      continue;
    }
    take(event);
    if (chunks_.full()) note(chunks_.seal(stacks_, counts()));
    if (resources_.wantsFlush()) note(resources_.flush());
    if (!status_) return;
  }
}

void SessionWriter::take(const Event& event) {
  const EventSeq seq = chunks_.events() + 1;
  const bool regular = resources_.apply(event, seq, stacks_);
  Event kept = event;
  if (kept.kind == EventKind::Init) kept.value = 0;  // its stack: kept with the resource
  chunks_.add(kept, regular);
  loops_.take(event);
  if (event.kind == EventKind::Before) {
    stacks_.begin(event, seq);
  } else if (event.kind == EventKind::After) {
    stacks_.end(event, seq, [this](const Run& run) {
      if (run.after_seq != kNoSeq) resources_.onRunEnded(run);
      if (run.depth == 0) {
        chunks_.addBusy(run);
        loops_.onRunEnded(run);
      }
    });
  }
}

void SessionWriter::onDetail(core::ResourceKey resource, std::string_view detail) {
  if (begin()) resources_.onDetail(resource, detail);
}

// The lost events may have begun or ended callbacks. Readers learn that nothing is known of the
// context's stack from the key frame of a new chunk.
void SessionWriter::onDropped(core::ContextId context, std::uint64_t count) {
  if (count == 0 || !begin()) return;
  dropped_ += count;
  note(runOnce(db_.get(), kDroppedSql, [&](Statement& insert) {
    insert.bind(1, context.value);
    insert.bind(2, chunks_.events());
    insert.bind(3, count);
  }));
  if (stacks_.stack(context).empty()) return;
  if (!chunks_.empty()) note(chunks_.seal(stacks_, counts()));
  stacks_.forget(context);
  chunks_.restart(stacks_);
}

void SessionWriter::onProcessExit(const core::ProcessExit& exit) {
  if (!begin()) return;
  note(runOnce(db_.get(), kExitSql, [&](Statement& update) {
    update.bind(1, exit.id.value);
    update.bind(2, exit.end_ns);
    bindStatus(update, 3, exit.exit_status);
    bindStatus(update, 4, exit.term_signal);
  }));
  setProgramExit(exit.exit_status, exit.term_signal);
}

Result<void> SessionWriter::commit() {
  if (!status_ || !in_transaction_) return status_;
  note(resources_.flush());
  if (status_) note(loops_.flush());
  if (status_) note(chunks_.flush(stacks_, counts()));
  if (status_) note(execute(db_.get(), "COMMIT"));
  in_transaction_ = false;
  return status_;
}

Result<void> SessionWriter::finish(std::uint64_t duration_ns) {
  if (!begin()) return status_;
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
  return {resources_.resources(), resources_.alive()};
}

}  // namespace uvscope::storage
