#include "storage/session_catalog.h"

#include "storage/schema.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

// Calls row(statement) for each row.
template <class Row>
void forEachRow(sqlite3* db, Damage& damage, std::string_view sql, Row&& row) {
  core::Result<Statement> select = Statement::prepare(db, sql);
  Statement::Step step = Statement::Step::Failed;
  while (select && (step = select->step()) == Statement::Step::Row)
    row(*select);
  if (step == Statement::Step::Failed) damage.note(sqlite3_errmsg(db));
}

void readMeta(SessionInfo& info, RecorderProcess& recorder, const Statement& row) {
  const std::string key = row.text(0);
  if (key == kMetaProgram) info.program = row.text(1);
  if (key == kMetaRecorderVersion) info.recorder_version = row.text(1);
  if (key == kMetaClock) info.clock = row.text(1);
  if (key == kMetaRecordedUnixMs) info.recorded_unix_ms = row.integer(1);
  if (key == kMetaDurationNs) info.duration_ns = row.whole(1);
  if (key == kMetaFinished) info.finished = row.integer(1) != 0;
  if (key == kMetaExitStatus) info.exit_status = static_cast<std::int32_t>(row.integer(1));
  if (key == kMetaTermSignal) info.term_signal = static_cast<std::int32_t>(row.integer(1));
  if (key == kMetaRecorderPid) recorder.pid = row.integer(1);
  if (key == kMetaRecorderStart) recorder.start_ticks = row.integer(1);
}

std::vector<std::string> readArguments(sqlite3* db, const std::string& json) {
  std::vector<std::string> arguments;
  core::Result<Statement> select =
      Statement::prepare(db, "SELECT value FROM json_each(?) ORDER BY id");
  if (!select) return arguments;
  select->bindText(1, json);
  while (select->step() == Statement::Step::Row)
    arguments.push_back(select->text(0));
  return arguments;
}

core::ProcessInfo readProcess(sqlite3* db, const Statement& row) {
  core::ProcessInfo process;
  process.id.value = static_cast<std::uint32_t>(row.integer(0));
  process.pid = static_cast<std::int32_t>(row.integer(1));
  process.parent_pid = static_cast<std::int32_t>(row.integer(2));
  process.executable = row.text(3);
  process.arguments = readArguments(db, row.text(4));
  process.start_ns = row.whole(5);
  return process;
}

core::ContextInfo readContext(const Statement& row) {
  core::ContextInfo context;
  context.id.value = static_cast<std::uint32_t>(row.integer(0));
  context.process.value = static_cast<std::uint32_t>(row.integer(1));
  context.thread_id = static_cast<std::int32_t>(row.integer(2));
  context.name = row.text(3);
  return context;
}

// Layout 1 had none.
bool hasLoops(sqlite3* db) {
  return Statement::prepare(db, "SELECT number FROM loop LIMIT 0").has_value();
}

LoopTotal readLoop(const Statement& row) {
  LoopTotal loop;
  loop.context.value = static_cast<std::uint32_t>(row.integer(0));
  loop.number = row.whole(1);
  loop.starts = row.whole(2);
  loop.iterations = row.whole(3);
  loop.poll_ns = row.whole(4);
  loop.callback_ns = row.whole(5);
  loop.first_ns = row.whole(6);
  loop.last_ns = row.whole(7);
  return loop;
}

}  // namespace

SessionCatalog readCatalog(sqlite3* db, Damage& damage) {
  SessionCatalog catalog;
  forEachRow(db, damage, "SELECT key, value FROM meta",
             [&](const Statement& row) { readMeta(catalog.info, catalog.recorder, row); });
  catalog.info.recording = !catalog.info.finished && isRunning(catalog.recorder);
  forEachRow(db, damage, "SELECT total(count) FROM dropped",
             [&](const Statement& row) { catalog.info.dropped = row.whole(0); });
  forEachRow(db, damage,
             "SELECT id, pid, parent_pid, executable, arguments, start_ns, end_ns "
             "FROM process ORDER BY id",
             [&](const Statement& row) {
               catalog.processes.push_back(readProcess(db, row));
               const bool ended = !row.isNull(6);
               if (catalog.info.finished && !ended) {
                 catalog.info.left_running.push_back(catalog.processes.back().id);
               }
             });
  forEachRow(db, damage, "SELECT id, process, thread_id, name FROM context ORDER BY id",
             [&](const Statement& row) { catalog.contexts.push_back(readContext(row)); });
  if (hasLoops(db)) {
    forEachRow(db, damage,
               "SELECT context, number, starts, iterations, poll_ns, callback_ns, first_ns, "
               "last_ns FROM loop ORDER BY context, number",
               [&](const Statement& row) { catalog.loops.push_back(readLoop(row)); });
  }
  forEachRow(db, damage, "SELECT id, name FROM type", [&](const Statement& row) {
    catalog.type_names[core::TypeId{static_cast<std::uint16_t>(row.integer(0))}] = row.text(1);
  });
  return catalog;
}

}  // namespace uvscope::storage
