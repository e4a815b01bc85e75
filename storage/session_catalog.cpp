#include "storage/session_catalog.h"

#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/schema.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

void readMeta(SessionInfo& info, RecorderProcess& recorder, const CheckedSelect& row) {
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

core::ProcessInfo readProcess(sqlite3* db, const CheckedSelect& row) {
  core::ProcessInfo process;
  process.id.value = static_cast<std::uint32_t>(row.integer(0));
  process.pid = static_cast<std::int32_t>(row.integer(1));
  process.parent_pid = static_cast<std::int32_t>(row.integer(2));
  process.executable = row.text(3);
  process.arguments = readArguments(db, row.text(4));
  process.start_ns = row.whole(5);
  return process;
}

core::ContextInfo readContext(const CheckedSelect& row) {
  core::ContextInfo context;
  context.id.value = static_cast<std::uint32_t>(row.integer(0));
  context.process.value = static_cast<std::uint32_t>(row.integer(1));
  context.thread_id = static_cast<std::int32_t>(row.integer(2));
  context.name = row.text(3);
  return context;
}

LoopTotal readLoop(const CheckedSelect& row) {
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
  readWhole(db, kMetaTable, {}, damage, [&](const CheckedSelect& row) {
    readMeta(catalog.info, catalog.recorder, row);
    if (row.text(0) == kMetaCompatibleVersion) catalog.layout = row.integer(1);
  });
  if (catalog.layout >= kFirstLayoutWithSums && !hasSums(db, kRowCountTable))
    damage.note("the checksums of the session are missing");
  catalog.info.recording = !catalog.info.finished && isRunning(catalog.recorder);
  readWhole(db, kDroppedTable, {}, damage,
            [&](const CheckedSelect& row) { catalog.info.dropped += row.whole(3); });
  readWhole(db, kProcessTable, "ORDER BY id", damage, [&](const CheckedSelect& row) {
    catalog.processes.push_back(readProcess(db, row));
    const bool ended = !row.isNull(6);
    if (catalog.info.finished && !ended)
      catalog.info.left_running.push_back(catalog.processes.back().id);
  });
  readWhole(db, kContextTable, "ORDER BY id", damage,
            [&](const CheckedSelect& row) { catalog.contexts.push_back(readContext(row)); });
  if (catalog.layout != 1) {  // which had none
    readWhole(db, kLoopTable, "ORDER BY context, number", damage,
              [&](const CheckedSelect& row) { catalog.loops.push_back(readLoop(row)); });
  }
  readWhole(db, kTypeTable, {}, damage, [&](const CheckedSelect& row) {
    catalog.type_names[core::TypeId{static_cast<std::uint16_t>(row.integer(0))}] = row.text(1);
  });
  return catalog;
}

}  // namespace uvscope::storage
