#include "storage/rewrite.h"

#include <algorithm>
#include <utility>

#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/schema.h"
#include "storage/session_replay.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Result;

// The first thing on an input's way: its time becomes the copy's.
class Shift final : public core::ForwardingSink {
 public:
  Shift(core::EventSink& next, std::uint64_t ns) : core::ForwardingSink(next), ns_(ns) {}

  void onProcess(const core::ProcessInfo& process) override {
    core::ProcessInfo shifted = process;
    shifted.start_ns += ns_;
    next_.onProcess(shifted);
  }

  void onEvents(std::span<const core::Event> events) override {
    if (ns_ == 0) return next_.onEvents(events);
    shifted_.assign(events.begin(), events.end());
    for (core::Event& event : shifted_)
      event.ts_ns += ns_;
    next_.onEvents(shifted_);
  }

  void onProcessExit(const core::ProcessExit& exit) override {
    core::ProcessExit shifted = exit;
    shifted.end_ns += ns_;
    next_.onProcessExit(shifted);
  }

 private:
  std::uint64_t ns_;
  std::vector<core::Event> shifted_;
};

// One input on its way.
class Stream {
 public:
  Stream(const RewriteInput& input, core::EventSink& writer)
      : filter_(input.filter ? input.filter(writer) : nullptr),
        shift_(filter_ ? *filter_ : writer, input.shift_ns),
        replay_(*input.session, shift_),
        shift_ns_(input.shift_ns) {
    replay_.stopBefore(input.until_ns);
  }

  void announce() { replay_.announce(); }

  // kNeverNs: at its end.
  std::uint64_t nextNs() {
    const auto next = replay_.nextNs();
    return next ? *next + shift_ns_ : kNeverNs;
  }

  void tell(std::uint64_t last_ns) {
    replay_.tell(last_ns == kNeverNs ? kNeverNs : last_ns - shift_ns_);
  }

  void conclude() {
    if (filter_) filter_->endOfEvents();
    replay_.conclude();
  }

  [[nodiscard]] const SessionReplay& replay() const { return replay_; }

 private:
  FilterPtr filter_;
  Shift shift_;
  SessionReplay replay_;
  std::uint64_t shift_ns_;
};

using Streams = std::vector<std::unique_ptr<Stream>>;

// Always from the one whose next event is the earliest, up to the next of another.
Result<void> tellInOrder(Streams& streams, SessionWriter& writer) {
  constexpr EventSeq kCommitEvery = 65536;
  EventSeq committed = 0;
  for (;;) {
    Stream* earliest = nullptr;
    std::uint64_t first = kNeverNs, second = kNeverNs;
    for (const auto& stream : streams) {
      const std::uint64_t next = stream->nextNs();
      if (next < first || (earliest == nullptr && next != kNeverNs)) {
        second = first;
        first = next;
        earliest = stream.get();
      } else {
        second = std::min(second, next);
      }
    }
    if (earliest == nullptr) return {};
    earliest->tell(second);
    if (writer.events() - committed < kCommitEvery) continue;
    if (Result<void> done = writer.commit(); !done) return done;
    committed = writer.events();
  }
}

// What the writer says of itself as of a recorder is not true of a copy.
Result<void> correctFacts(const std::string& path, bool finished) {
  sqlite3* raw = nullptr;
  const int rc =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const ConnectionPtr db(raw);
  if (rc != SQLITE_OK) return sqliteError(raw, "cannot write the session file");
  Result<void> done =
      execute(raw, "BEGIN; DELETE FROM meta WHERE key IN ('recorder_pid', 'recorder_start')");
  if (!done) return done;
  Result<RowInsert> fact = RowInsert::prepare(raw, kMetaTable);
  if (!fact) return fact.error();
  fact->bindText(1, kMetaFinished);
  fact->bind(2, finished ? 1 : 0);
  done = fact->run();
  if (done) done = recount(raw, {&kMetaTable, 1});
  return done ? execute(raw, "COMMIT") : done;
}

SessionWriterOptions writerOptions(std::span<const RewriteInput> inputs,
                                   const RewriteOutput& output) {
  const SessionInfo& first = inputs.front().session->info();
  SessionWriterOptions options;
  options.program = output.program;
  options.recorded_unix_ms = output.recorded_unix_ms;
  options.clock = first.clock;
  options.recorder_version = first.recorder_version;
  options.chunk_events = output.chunk_events;
  return options;
}

}  // namespace

RewriteOutput copyOf(const SessionReader& session) {
  const SessionInfo& info = session.info();
  RewriteOutput output;
  output.program = info.program;
  output.recorded_unix_ms = info.recorded_unix_ms;
  output.duration_ns = info.duration_ns;
  return output;
}

Result<RewriteTotals> rewriteSessions(std::span<const RewriteInput> inputs,
                                      const RewriteOutput& output, const std::string& path) {
  auto created = SessionWriter::create(path, writerOptions(inputs, output));
  if (!created) return created.error();
  SessionWriter& writer = **created;
  Streams streams;
  for (const RewriteInput& input : inputs)
    streams.push_back(std::make_unique<Stream>(input, writer));
  for (const auto& stream : streams)
    stream->announce();
  if (Result<void> told = tellInOrder(streams, writer); !told) return told.error();
  bool finished = true;
  RewriteTotals totals;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    streams[i]->conclude();
    const SessionInfo& info = inputs[i].session->info();
    finished = finished && info.finished;
    totals.unreadable += streams[i]->replay().lost();
    if (totals.damage.empty()) totals.damage = info.damage;
    if (totals.damage.empty()) totals.damage = streams[i]->replay().damage().what();
  }
  if (output.tell_program_exit) {
    const SessionInfo& first = inputs.front().session->info();
    writer.setProgramExit(first.exit_status.value_or(-1), first.term_signal.value_or(-1));
  }
  if (Result<void> done = writer.finish(output.duration_ns); !done) return done.error();
  totals.events = writer.events();
  totals.resources = writer.resources();
  totals.dropped = writer.dropped();
  created->reset();
  if (Result<void> done = correctFacts(path, finished); !done) return done.error();
  return totals;
}

}  // namespace uvscope::storage
