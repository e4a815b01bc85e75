#include "tests/testing/older_session.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

#include "storage/chunk_directory.h"
#include "storage/event_codec.h"
#include "storage/schema.h"
#include "storage/statement.h"
#include "tests/testing/must_succeed.h"

namespace uvscope::testing {
namespace {

using storage::Statement;

// As they were; only what is read from them is filled in.
constexpr const char* kLayout1Sql = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE process(
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  executable TEXT NOT NULL,
  arguments TEXT NOT NULL,
  start_ns INTEGER NOT NULL,
  end_ns INTEGER,
  exit_status INTEGER,
  term_signal INTEGER
) STRICT;

CREATE TABLE context(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE type(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE dropped(
  context INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT;

CREATE TABLE frame(
  id INTEGER PRIMARY KEY,
  module TEXT NOT NULL,
  function TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL
) STRICT;

CREATE TABLE stack(
  id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  PRIMARY KEY(id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE site(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  stack INTEGER
) STRICT;

CREATE TABLE finding(
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE note(
  id INTEGER PRIMARY KEY,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE event_chunk(
  id INTEGER PRIMARY KEY,
  key_frame BLOB NOT NULL,
  events BLOB NOT NULL
) STRICT;

CREATE TABLE event_directory(
  id INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE type_total(
  type INTEGER PRIMARY KEY,
  total INTEGER NOT NULL,
  alive INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL
) STRICT;

CREATE TABLE resource_row(
  number INTEGER PRIMARY KEY,
  context INTEGER NOT NULL,
  id INTEGER NOT NULL,
  type INTEGER NOT NULL,
  trigger_id INTEGER,
  execution_id INTEGER,
  init_seq INTEGER,
  closing_seq INTEGER,
  destroy_seq INTEGER,
  init_ns INTEGER,
  closing_ns INTEGER,
  destroy_ns INTEGER,
  first_before_ns INTEGER,
  last_event_ns INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  life INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL,
  max_run_ns INTEGER NOT NULL,
  creating_run INTEGER NOT NULL,
  trigger_children INTEGER NOT NULL,
  execution_children INTEGER NOT NULL,
  referenced INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX resource_row_key ON resource_row(context, id);
CREATE INDEX resource_row_trigger ON resource_row(context, trigger_id, number);
CREATE INDEX resource_row_execution ON resource_row(context, execution_id, number);
CREATE INDEX resource_row_life ON resource_row(life, number);
)sql";

constexpr const char* kLayout2Sql = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE process(
  id INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  executable TEXT NOT NULL,
  arguments TEXT NOT NULL,
  start_ns INTEGER NOT NULL,
  end_ns INTEGER,
  exit_status INTEGER,
  term_signal INTEGER
) STRICT;

CREATE TABLE context(
  id INTEGER PRIMARY KEY,
  process INTEGER NOT NULL,
  thread_id INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE type(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE loop(
  context INTEGER NOT NULL,
  number INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  iterations INTEGER NOT NULL,
  poll_ns INTEGER NOT NULL,
  callback_ns INTEGER NOT NULL,
  first_ns INTEGER NOT NULL,
  last_ns INTEGER NOT NULL,
  PRIMARY KEY(context, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE dropped(
  context INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT;

CREATE TABLE frame(
  code INTEGER NOT NULL,
  position INTEGER NOT NULL,
  module TEXT NOT NULL,
  offset INTEGER NOT NULL,
  function TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  inlined INTEGER NOT NULL,
  PRIMARY KEY(code, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE stack(
  id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code INTEGER NOT NULL,
  PRIMARY KEY(id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE site(
  stack INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE finding(
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE note(
  id INTEGER PRIMARY KEY,
  context INTEGER,
  resource INTEGER,
  seq INTEGER,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE event_chunk(
  id INTEGER PRIMARY KEY,
  key_frame BLOB NOT NULL,
  events BLOB NOT NULL
) STRICT;

CREATE TABLE event_directory(
  id INTEGER PRIMARY KEY,
  entries BLOB NOT NULL
) STRICT;

CREATE TABLE type_total(
  type INTEGER PRIMARY KEY,
  total INTEGER NOT NULL,
  alive INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL
) STRICT;

CREATE TABLE resource_row(
  number INTEGER PRIMARY KEY,
  context INTEGER NOT NULL,
  id INTEGER NOT NULL,
  type INTEGER NOT NULL,
  trigger_id INTEGER,
  execution_id INTEGER,
  init_seq INTEGER,
  closing_seq INTEGER,
  destroy_seq INTEGER,
  init_ns INTEGER,
  closing_ns INTEGER,
  destroy_ns INTEGER,
  first_before_ns INTEGER,
  last_event_ns INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  life INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  run_ns INTEGER NOT NULL,
  max_run_ns INTEGER NOT NULL,
  creating_run INTEGER NOT NULL,
  trigger_children INTEGER NOT NULL,
  execution_children INTEGER NOT NULL,
  referenced INTEGER NOT NULL,
  detail TEXT NOT NULL,
  stack INTEGER,
  active INTEGER NOT NULL,
  bytes_read INTEGER NOT NULL,
  bytes_written INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  owner_id INTEGER,
  work_start_ns INTEGER,
  work_end_ns INTEGER,
  worker INTEGER
) STRICT;
CREATE UNIQUE INDEX resource_row_key ON resource_row(context, id);
CREATE INDEX resource_row_trigger ON resource_row(context, trigger_id, number);
CREATE INDEX resource_row_execution ON resource_row(context, execution_id, number);
CREATE INDEX resource_row_life ON resource_row(life, number);
)sql";

constexpr std::size_t kOlderEntriesPerPage = 256;

// A value of a row: std::nullopt is NULL.
using Whole = std::optional<std::int64_t>;

class Row {
 public:
  Row(sqlite3* db, const std::string& table, int columns) {
    std::string sql = "INSERT INTO " + table + " VALUES (?";
    for (int i = 1; i < columns; ++i)
      sql += ", ?";
    auto prepared = Statement::prepare(db, sql + ")");
    if (!prepared) throw std::runtime_error(prepared.error().message);
    insert_ = std::move(*prepared);
  }

  Row& add(Whole value) {
    value ? insert_.bind(++column_, *value) : insert_.bindNull(++column_);
    return *this;
  }

  Row& add(const std::string& text) {
    insert_.bindText(++column_, text);
    return *this;
  }

  Row& add(const std::vector<std::uint8_t>& bytes) {
    insert_.bindBlob(++column_, bytes);
    return *this;
  }

  void run() {
    mustSucceed(insert_.run());
    column_ = 0;
  }

 private:
  Statement insert_;
  int column_ = 0;
};

Whole whole(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

Whole timeOrNull(std::uint64_t ns) {
  return ns == storage::kNeverNs ? Whole() : whole(ns);
}

Whole numberOrNull(std::uint64_t value) {
  return value == 0 ? Whole() : whole(value);
}

void writeEvents(sqlite3* db, const std::vector<core::Event>& events) {
  Row chunk(db, "event_chunk", 3);
  Row page(db, "event_directory", 2);
  std::vector<storage::ChunkEntry> entries;
  std::int64_t number = 0, pages = 0;
  for (std::size_t at = 0; at < events.size(); at += kOlderChunkEvents) {
    const std::size_t count = std::min(kOlderChunkEvents, events.size() - at);
    std::vector<std::uint8_t> packed;
    storage::encodeEvents({events.data() + at, count}, packed);
    chunk.add(number++).add(std::vector<std::uint8_t>{0}).add(packed).run();
    entries.push_back({count});
    if (entries.size() < kOlderEntriesPerPage && at + count < events.size()) continue;
    page.add(pages++).add(storage::encodeDirectoryPage(entries)).run();
    entries.clear();
  }
}

void writeResource(Row& row, const storage::ResourceRecord& r, std::int64_t number,
                   storage::EventSeq first_seq, int layout) {
  row.add(number).add(whole(r.key.context.value)).add(whole(r.key.id.value));
  row.add(Whole(r.type.value)).add(whole(r.trigger.value)).add(whole(r.execution.value));
  row.add(numberOrNull(r.init_seq)).add(numberOrNull(r.closing_seq));
  row.add(numberOrNull(r.destroy_seq)).add(whole(r.init_ns)).add(timeOrNull(r.closing_ns));
  row.add(timeOrNull(r.destroy_ns)).add(timeOrNull(r.first_before_ns));
  row.add(whole(r.last_event_ns)).add(whole(first_seq)).add(whole(first_seq)).add(Whole(0));
  row.add(Whole(0)).add(whole(r.runs)).add(whole(r.run_ns)).add(whole(r.max_run_ns));
  row.add(Whole(r.creating_run)).add(Whole(r.trigger_children)).add(Whole(r.execution_children));
  row.add(Whole(r.referenced ? 1 : 0)).add(r.detail);
  if (layout == 2) {
    row.add(numberOrNull(r.stack.value)).add(Whole(r.active ? 1 : 0)).add(whole(r.bytes_read));
    row.add(whole(r.bytes_written)).add(Whole(r.failures)).add(numberOrNull(r.owner.value));
    row.add(timeOrNull(r.work_start_ns)).add(timeOrNull(r.work_end_ns));
    row.add(numberOrNull(r.worker.value));
  }
  row.run();
}

void writeResources(sqlite3* db, MemorySession& model, const std::vector<core::Event>& events,
                    int layout) {
  std::map<core::ResourceKey, storage::EventSeq> first;
  for (std::size_t i = 0; i < events.size(); ++i)
    first.try_emplace({events[i].context, events[i].id}, i + 1);
  Row row(db, "resource_row", layout == 1 ? 26 : 35);
  std::int64_t number = 0;
  for (const storage::ResourceRecord& record : model.resources(0, events.size()))
    writeResource(row, record, ++number, first.at(record.key), layout);
  // A parent that had no event of its own.
  storage::ResourceRecord root;
  root.key = {core::ContextId{1}, core::kBootstrapId};
  writeResource(row, root, -1, 0, layout);
}

void writeMeta(sqlite3* db, int layout, const MemorySession& model, bool finished) {
  Row row(db, "meta", 2);
  row.add("compatible_version").add(Whole(layout)).run();
  row.add("program").add("an old program").run();
  row.add("clock").add("tsc").run();
  row.add("recorder_version").add("0.1").run();
  row.add("recorded_unix_ms").add(Whole(1'700'000'000'123)).run();
  row.add("recorder_pid").add(Whole(1)).run();
  row.add("recorder_start").add(Whole(-1)).run();
  row.add("finished").add(Whole(finished ? 1 : 0)).run();
  if (!finished) return;
  row.add("duration_ns").add(whole(model.info().duration_ns)).run();
  row.add("exit_status").add(Whole(3)).run();
}

}  // namespace

void OlderSession::onType(core::TypeId type, std::string_view name) {
  model_.onType(type, name);
  types_.emplace_back(type, name);
}

void OlderSession::onFrames(core::CodeId code, std::span<const core::StackFrame> frames) {
  model_.onFrames(code, frames);
  frames_.emplace_back(code, std::vector(frames.begin(), frames.end()));
}

void OlderSession::onStack(core::StackId stack, std::span<const core::CodeId> codes,
                           std::string_view site) {
  model_.onStack(stack, codes, site);
  stacks_.emplace_back(stack, std::vector(codes.begin(), codes.end()), site);
}

void OlderSession::onEvents(std::span<const core::Event> events) {
  std::vector<core::Event> taken(events.begin(), events.end());
  for (core::Event& event : taken) {
    if (event.kind == core::EventKind::Init && layout_ == 1) event.value = 0;
  }
  model_.onEvents(taken);
}

void OlderSession::onDropped(core::ContextId context, std::uint64_t count) {
  model_.onDropped(context, count);
  dropped_.emplace_back(context, model_.info().events, count);
}

void OlderSession::onProcessExit(const core::ProcessExit& exit) {
  model_.onProcessExit(exit);
  exits_.push_back(exit);
}

void OlderSession::write(const std::string& path, bool finished) {
  const int layout = layout_;
  sqlite3* raw = nullptr;
  sqlite3_open(path.c_str(), &raw);
  const storage::ConnectionPtr db(raw);
  const std::string header = "PRAGMA application_id=" + std::to_string(storage::kApplicationId) +
                             "; PRAGMA user_version=" + std::to_string(layout) + "; BEGIN";
  mustSucceed(storage::execute(raw, header.c_str()));
  mustSucceed(storage::execute(raw, layout == 1 ? kLayout1Sql : kLayout2Sql));
  const std::vector<core::Event> events = model_.events(1, model_.info().events);
  writeMeta(raw, layout, model_, finished);
  Row process(raw, "process", 9);
  for (const core::ProcessInfo& one : model_.processes()) {
    process.add(Whole(one.id.value)).add(Whole(one.pid)).add(Whole(one.parent_pid));
    process.add(one.executable).add("[\"an\",\"old \\\"program\\\"\"]").add(whole(one.start_ns));
    const bool exited = finished && !exits_.empty();
    process.add(exited ? whole(exits_.back().end_ns) : Whole()).add(Whole()).add(Whole()).run();
  }
  Row context(raw, "context", 4);
  for (const core::ContextInfo& one : model_.contexts()) {
    context.add(Whole(one.id.value)).add(Whole(one.process.value)).add(Whole(one.thread_id));
    context.add(one.name).run();
  }
  Row type(raw, "type", 2);
  for (const auto& [number, name] : types_)
    type.add(Whole(number.value)).add(name).run();
  Row dropped(raw, "dropped", 3);
  for (const auto& [in, after, count] : dropped_)
    dropped.add(Whole(in.value)).add(whole(after)).add(whole(count)).run();
  writeEvents(raw, events);
  writeResources(raw, model_, events, layout);
  Row note(raw, "note", 5);
  note.add(Whole(1)).add(Whole()).add(Whole()).add(Whole(1)).add("seen before").run();
  if (layout == 2) {
    Row frame(raw, "frame", 8);
    for (const auto& [code, frames] : frames_) {
      std::int64_t position = 0;
      for (const core::StackFrame& one : frames) {
        frame.add(Whole(code.value)).add(position++).add(one.module).add(whole(one.offset));
        frame.add(one.function).add(one.file).add(Whole(one.line)).add(Whole(one.inlined)).run();
      }
    }
    Row stack(raw, "stack", 3);
    Row site(raw, "site", 2);
    for (const auto& [id, codes, name] : stacks_) {
      std::int64_t position = 0;
      for (const core::CodeId code : codes)
        stack.add(Whole(id.value)).add(position++).add(Whole(code.value)).run();
      site.add(Whole(id.value)).add(name).run();
    }
  }
  mustSucceed(storage::execute(raw, "COMMIT"));
}

void makeLayout3(const std::string& path) {
  sqlite3* raw = nullptr;
  sqlite3_open(path.c_str(), &raw);
  const storage::ConnectionPtr db(raw);
  std::string sql = "PRAGMA user_version=3; BEGIN; ALTER TABLE kept DROP COLUMN records_sum;";
  auto tables = Statement::prepare(
      raw, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'row_count'");
  if (!tables) throw std::runtime_error(tables.error().message);
  while (tables->step() == Statement::Step::Row)
    sql += "ALTER TABLE " + tables->text(0) + " DROP COLUMN sum;";
  tables->reset();
  sql += "DROP TABLE row_count; UPDATE meta SET value = 3 WHERE key = 'compatible_version'; COMMIT";
  mustSucceed(storage::execute(raw, sql.c_str()));
}

}  // namespace uvscope::testing
