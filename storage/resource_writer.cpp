#include "storage/resource_writer.h"

#include <algorithm>

#include "storage/libuv_facts.h"
#include "storage/resource_columns.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::Result;

constexpr std::string_view kSelectSql =
    "SELECT " UVSCOPE_RESOURCE_COLUMNS " FROM resource_row WHERE context = ? AND id = ?";
constexpr std::string_view kInsertSql =
    "INSERT INTO resource_row(" UVSCOPE_RESOURCE_COLUMNS
    ") VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?)";
// What changes while a resource lives: in no index.
constexpr std::string_view kUpdateSql =
    "UPDATE resource_row SET type = ?2, closing_seq = ?3, closing_ns = ?4, first_before_ns = ?5, "
    "last_event_ns = ?6, runs = ?7, run_ns = ?8, max_run_ns = ?9, trigger_children = ?10, "
    "execution_children = ?11, referenced = ?12, detail = ?13, last_seq = ?14, starts = ?15, "
    "active = ?16, bytes_read = ?17, bytes_written = ?18, failures = ?19, owner_id = ?20, "
    "work_start_ns = ?21, work_end_ns = ?22, worker = ?23 "
    "WHERE number = ?1";
constexpr std::string_view kRemoveSql = "DELETE FROM resource_row WHERE number = ?";
constexpr std::string_view kTotalSql =
    "INSERT OR REPLACE INTO type_total(type, total, alive, runs, run_ns) VALUES (?, ?, ?, ?, ?)";

void bindOrNull(Statement& statement, int index, std::uint64_t value, std::uint64_t null_value) {
  if (value == null_value) {
    statement.bindNull(index);
  } else {
    statement.bind(index, value);
  }
}

// active to worker, in the order of the columns.
void bindFacts(Statement& statement, int first, const ResourceRecord& record) {
  statement.bind(first, std::int64_t{record.active ? 1 : 0});
  statement.bind(first + 1, record.bytes_read);
  statement.bind(first + 2, record.bytes_written);
  statement.bind(first + 3, record.failures);
  bindOrNull(statement, first + 4, record.owner.value, 0);
  bindOrNull(statement, first + 5, record.work_start_ns, kNeverNs);
  bindOrNull(statement, first + 6, record.work_end_ns, kNeverNs);
  bindOrNull(statement, first + 7, record.worker.value, 0);
}

bool countsAsAlive(const ResourceRecord& record) {
  return record.init_seq != kNoSeq && !record.destroyed();
}

}  // namespace

Result<ResourceWriter> ResourceWriter::open(sqlite3* db) {
  ResourceWriter writer;
  writer.db_ = db;

  const core::Result<void> prepared = prepareAll(db, {{writer.select_, kSelectSql},
                                                      {writer.insert_, kInsertSql},
                                                      {writer.update_, kUpdateSql},
                                                      {writer.remove_, kRemoveSql},
                                                      {writer.total_, kTotalSql}});
  if (!prepared) return prepared.error();
  return writer;
}

bool ResourceWriter::apply(const Event& event, EventSeq seq, RunStacks& stacks) {
  if (core::isSyntheticRoot(event.id)) {
    return event.kind != EventKind::Init && event.kind != EventKind::Destroy;
  }
  Entry& entry =
      event.kind == EventKind::Init ? entryOf({event.context, event.id}) : resourceOf(event, seq);
  const bool fresh_init = event.kind == EventKind::Init && entry.number <= 0;
  if (fresh_init && !onInit(entry, event, seq, stacks)) return false;
  ResourceRecord& record = entry.record;
  record.last_event_ns = event.ts_ns;
  entry.last_seq = seq;
  touch(entry);
  takeLibuvFact(record, event);
  switch (event.kind) {
    case EventKind::Init:
      return fresh_init;
    case EventKind::Destroy:
      return onDestroy(entry, event, seq);
    case EventKind::Before:
      ++entry.starts;
      if (record.first_before_ns == kNeverNs) record.first_before_ns = event.ts_ns;
      break;
    case EventKind::Closing:
      if (record.closing_seq != kNoSeq) break;
      record.closing_seq = seq;
      record.closing_ns = event.ts_ns;
      break;
    case EventKind::Retype:
      onRetype(entry, event);
      break;
    case EventKind::Written:
      onWritten(record, event);
      break;
    case EventKind::Repeat:
      onRepeat(record, event);
      break;
    default:
      break;
  }
  return true;
}

bool ResourceWriter::onInit(Entry& entry, const Event& event, EventSeq seq, RunStacks& stacks) {
  ResourceRecord& record = entry.record;
  removeRow(entry);  // if it was a parent before it was made: it moves to its place in the order
  entry.number = ++highest_;
  entry.first_seq = seq;
  record.type = event.type;
  record.trigger = event.trigger;
  record.execution = event.execution;
  record.stack.value = static_cast<std::uint32_t>(event.value);
  record.init_seq = seq;
  record.init_ns = event.ts_ns;
  ++parentOf({event.context, event.trigger}).record.trigger_children;
  Entry& executing = parentOf({event.context, event.execution});
  ++executing.record.execution_children;
  if (stacks.isOpen(event.context, event.execution)) record.creating_run = executing.starts;
  ++alive_;
  TypeTotal& total = totalOf(record.type);
  ++total.total;
  ++total.alive;
  return true;
}

bool ResourceWriter::onDestroy(Entry& entry, const Event& event, EventSeq seq) {
  ResourceRecord& record = entry.record;
  if (record.destroyed()) return false;
  const bool was_alive = countsAsAlive(record);
  record.destroy_seq = seq;
  record.destroy_ns = event.ts_ns;
  if (!was_alive) return false;
  --alive_;
  --totalOf(record.type).alive;
  return true;
}

void ResourceWriter::onRetype(Entry& entry, const Event& event) {
  ResourceRecord& record = entry.record;
  for (const bool leaving : {true, false}) {
    if (!leaving) record.type = event.type;
    TypeTotal& total = totalOf(record.type);
    const std::uint64_t sign = leaving ? ~std::uint64_t{0} : 1;  // modulo 2^64: minus one
    total.total += sign;
    total.alive += countsAsAlive(record) ? sign : 0;
    total.runs += sign * record.runs;
    total.run_ns += sign * record.run_ns;
  }
}

// What a request writes it writes for its handle.
void ResourceWriter::onWritten(const ResourceRecord& request, const Event& event) {
  const bool by_request = request.type == typeOf(core::Provider::Write) ||
                          request.type == typeOf(core::Provider::UdpSend);
  if (!by_request || core::isSyntheticRoot(request.trigger)) return;
  takeLibuvFact(parentOf({event.context, request.trigger}).record, event);
}

void ResourceWriter::onRepeat(const ResourceRecord& record, const Event& event) {
  TypeTotal& total = totalOf(record.type);
  total.runs += event.value > 0 ? static_cast<std::uint64_t>(event.value) : 0;
  total.run_ns += event.execution.value;
}

void ResourceWriter::onRunEnded(const Run& run) {
  if (core::isSyntheticRoot(run.key.id)) return;
  Entry& entry = entryOf(run.key);
  const std::uint64_t took = run.after_ns >= run.before_ns ? run.after_ns - run.before_ns : 0;
  ++entry.record.runs;
  entry.record.run_ns += took;
  entry.record.max_run_ns = std::max(entry.record.max_run_ns, took);
  touch(entry);
  TypeTotal& total = totalOf(entry.record.type);
  ++total.runs;
  total.run_ns += took;
}

void ResourceWriter::onDetail(core::ResourceKey key, std::string_view detail) {
  Entry& entry = entryOf(key);
  entry.record.detail = detail;
  if (entry.number == 0) entry.number = --lowest_;
  touch(entry);
}

ResourceWriter::Entry& ResourceWriter::entryOf(core::ResourceKey key) {
  const auto [found, fresh] = entries_.try_emplace(key);
  Entry& entry = found->second;
  if (!fresh) return entry;
  entry.record.key = key;
  std::uint64_t& highest = highest_id_[key.context.value];
  if (key.id.value <= highest) load(entry);
  highest = std::max(highest, key.id.value);
  return entry;
}

ResourceWriter::Entry& ResourceWriter::resourceOf(const Event& event, EventSeq seq) {
  Entry& entry = entryOf({event.context, event.id});
  if (entry.number > 0) return entry;
  removeRow(entry);
  entry.number = ++highest_;
  entry.first_seq = seq;
  ++totalOf(entry.record.type).total;
  return entry;
}

ResourceWriter::Entry& ResourceWriter::parentOf(core::ResourceKey key) {
  Entry& entry = entryOf(key);
  if (entry.number == 0) entry.number = --lowest_;
  touch(entry);
  return entry;
}

void ResourceWriter::touch(Entry& entry) {
  if (entry.changed) return;
  entry.changed = true;
  changed_.push_back(&entry);
}

TypeTotal& ResourceWriter::totalOf(core::TypeId type) {
  changed_totals_[type] = true;
  TypeTotal& total = totals_[type];
  total.type = type;
  return total;
}

void ResourceWriter::load(Entry& entry) {
  namespace col = resource_column;
  const StatementUse use(select_);
  select_.bind(1, entry.record.key.context.value);
  select_.bind(2, entry.record.key.id.value);
  const Statement::Step step = select_.step();
  if (step == Statement::Step::Failed) failure_ = sqliteError(db_, "session file");
  if (step != Statement::Step::Row) return;
  entry.record = readRecord(select_);
  entry.number = select_.integer(col::Number);
  entry.first_seq = select_.whole(col::FirstSeq);
  entry.last_seq = select_.whole(col::LastSeq);
  entry.starts = static_cast<std::uint32_t>(select_.integer(col::Starts));
  entry.in_file = true;
  entry.end_in_file = entry.record.destroyed();
}

void ResourceWriter::removeRow(Entry& entry) {
  if (!entry.in_file) return;
  entry.in_file = false;
  remove_.bind(1, entry.number);
  if (Result<void> removed = remove_.run(); !removed) failure_ = removed;
}

Result<void> ResourceWriter::flush() {
  for (Entry* entry : changed_) {
    if (!failure_) break;
    failure_ = write(*entry);
  }
  if (!failure_) return failure_;
  for (Entry* entry : changed_) {
    entry->changed = false;
    if (entry->record.destroyed()) entries_.erase(entry->record.key);
  }
  changed_.clear();
  return writeTotals();
}

Result<void> ResourceWriter::write(Entry& entry) {
  // Of what the indexes hold, nothing but the end of a resource changes.
  if (entry.record.destroyed() && !entry.end_in_file) removeRow(entry);
  return entry.in_file ? update(entry) : insert(entry);
}

Result<void> ResourceWriter::insert(Entry& entry) {
  namespace col = resource_column;
  const ResourceRecord& record = entry.record;
  const bool made = record.init_seq != kNoSeq;
  Statement& row = insert_;
  row.bind(col::Number + 1, entry.number);
  row.bind(col::Context + 1, record.key.context.value);
  row.bind(col::Id + 1, record.key.id.value);
  row.bind(col::Type + 1, std::int64_t{record.type.value});
  for (const int column : {col::Trigger, col::Execution, col::InitNs})
    row.bindNull(column + 1);
  if (made) {
    row.bind(col::Trigger + 1, record.trigger.value);
    row.bind(col::Execution + 1, record.execution.value);
    row.bind(col::InitNs + 1, record.init_ns);
  }
  bindOrNull(row, col::InitSeq + 1, record.init_seq, kNoSeq);
  bindOrNull(row, col::ClosingSeq + 1, record.closing_seq, kNoSeq);
  bindOrNull(row, col::DestroySeq + 1, record.destroy_seq, kNoSeq);
  bindOrNull(row, col::ClosingNs + 1, record.closing_ns, kNeverNs);
  bindOrNull(row, col::DestroyNs + 1, record.destroy_ns, kNeverNs);
  bindOrNull(row, col::FirstBeforeNs + 1, record.first_before_ns, kNeverNs);
  row.bind(col::LastEventNs + 1, record.last_event_ns);
  row.bind(col::Runs + 1, record.runs);
  row.bind(col::RunNs + 1, record.run_ns);
  row.bind(col::MaxRunNs + 1, record.max_run_ns);
  row.bind(col::CreatingRun + 1, record.creating_run);
  row.bind(col::TriggerChildren + 1, record.trigger_children);
  row.bind(col::ExecutionChildren + 1, record.execution_children);
  row.bind(col::Referenced + 1, std::int64_t{record.referenced ? 1 : 0});
  row.bindText(col::Detail + 1, record.detail);
  row.bind(col::FirstSeq + 1, entry.first_seq);
  row.bind(col::LastSeq + 1, entry.last_seq);
  row.bind(col::Starts + 1, entry.starts);
  row.bind(col::Life + 1, lifeOf(record));
  bindFacts(row, col::Active + 1, record);
  bindOrNull(row, col::Stack + 1, record.stack.value, 0);
  entry.in_file = true;
  entry.end_in_file = record.destroyed();
  return row.run();
}

Result<void> ResourceWriter::update(Entry& entry) {
  const ResourceRecord& record = entry.record;
  update_.bind(1, entry.number);
  update_.bind(2, std::int64_t{record.type.value});
  bindOrNull(update_, 3, record.closing_seq, kNoSeq);
  bindOrNull(update_, 4, record.closing_ns, kNeverNs);
  bindOrNull(update_, 5, record.first_before_ns, kNeverNs);
  update_.bind(6, record.last_event_ns);
  update_.bind(7, record.runs);
  update_.bind(8, record.run_ns);
  update_.bind(9, record.max_run_ns);
  update_.bind(10, record.trigger_children);
  update_.bind(11, record.execution_children);
  update_.bind(12, std::int64_t{record.referenced ? 1 : 0});
  update_.bindText(13, record.detail);
  update_.bind(14, entry.last_seq);
  update_.bind(15, entry.starts);
  bindFacts(update_, 16, record);
  return update_.run();
}

Result<void> ResourceWriter::writeTotals() {
  for (const auto& [type, changed] : changed_totals_) {
    const TypeTotal& total = totals_[type];
    total_.bind(1, std::int64_t{type.value});
    total_.bind(2, total.total);
    total_.bind(3, total.alive);
    total_.bind(4, total.runs);
    total_.bind(5, total.run_ns);
    if (Result<void> done = total_.run(); !done) return done;
  }
  changed_totals_.clear();
  return {};
}

}  // namespace uvscope::storage
