#include "storage/migration.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "storage/checked_tables.h"
#include "storage/chunk_directory.h"
#include "storage/event_codec.h"
#include "storage/lost_events.h"
#include "storage/plain_rows.h"
#include "storage/row_counts.h"
#include "storage/row_cursor.h"
#include "storage/schema.h"
#include "storage/session_writer.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Event;
using core::EventKind;
using core::Result;

constexpr std::string_view kDirectorySql = "SELECT entries FROM event_directory ORDER BY id";
constexpr std::string_view kChunkSql = "SELECT events FROM event_chunk WHERE id = ?";
constexpr std::string_view kLastChunkSql = "SELECT max(id) FROM event_chunk";
constexpr std::string_view kDroppedSql =
    "SELECT after_seq, context, count FROM dropped ORDER BY rowid";
// Rows below 1 are parents without an event of their own.
constexpr std::string_view kResourcesSql =
    "SELECT first_seq, context, id, detail, stack FROM resource_row WHERE number > 0 "
    "ORDER BY number";
constexpr std::string_view kResourcesWithoutStackSql =
    "SELECT first_seq, context, id, detail, NULL FROM resource_row WHERE number > 0 "
    "ORDER BY number";

constexpr std::size_t kOlderEntriesPerPage = 256;

struct CopiedTable {
  std::string_view what;
  CheckedTable table;
  bool in_layout_1 = true;
};

// Layout 1 had other tables of stacks, which stayed empty.
constexpr CopiedTable kCopiedTables[] = {
    {"processes", kProcessTable},
    {"threads", kContextTable},
    {"types", kTypeTable},
    {"creation stacks", kFrameTable, false},
    {"creation stacks", kStackTable, false},
    {"creation stacks", kSiteTable, false},
    {"findings", kFindingTable},
    {"notes", kNoteTable},
};

constexpr std::string_view kCopiedFacts =
    "WHERE key NOT IN ('compatible_version', 'closed_chunks')";

// How many events each chunk has, by the directory: for those that cannot be read.
std::vector<std::uint64_t> chunkSizes(sqlite3* db) {
  std::vector<std::uint64_t> sizes;
  Result<Statement> select = Statement::prepare(db, kDirectorySql);
  std::vector<ChunkEntry> entries;
  while (select && select->step() == Statement::Step::Row) {
    if (!decodeDirectoryPage(select->blob(0), entries, kOlderEntriesPerPage)) break;
    for (const ChunkEntry& entry : entries)
      sizes.push_back(entry.events);
  }
  return sizes;
}

std::size_t chunkCount(sqlite3* db, std::size_t by_directory) {
  Result<Statement> select = Statement::prepare(db, kLastChunkSql);
  if (!select || select->step() != Statement::Step::Row || select->isNull(0)) return by_directory;
  // No more than a file can hold: the number of a damaged row would never be counted up to.
  constexpr std::size_t kMostUnlisted = 1U << 16U;
  const std::size_t last = select->whole(0);
  return std::min(std::max(by_directory, last + 1), by_directory + kMostUnlisted);
}

// Tells the events of a session of an older layout to a writer, chunk by chunk.
class OlderEvents {
 public:
  OlderEvents(sqlite3* db, int layout, SessionWriter& writer, Damage& damage)
      : db_(db),
        writer_(writer),
        damage_(damage),
        lost_(writer),
        dropped_(Statement::prepare(db, kDroppedSql), damage, "losses"),
        resources_(Statement::prepare(db, layout == 1 ? kResourcesWithoutStackSql : kResourcesSql),
                   damage, "resources") {}

  Result<void> tell();

 private:
  bool read(std::size_t number, Statement& select);
  void addFactsOfResources();
  void tellUpTo(EventSeq last);
  void lose(std::uint64_t count);

  sqlite3* db_;
  SessionWriter& writer_;
  Damage& damage_;
  LostEvents lost_;
  RowCursor<Statement> dropped_, resources_;
  std::vector<Event> events_;  // of the chunk at hand
  EventSeq first_seq_ = 1;     // of it, as the old file numbers it
  std::size_t told_ = 0;       // how many of them
};

Result<void> OlderEvents::tell() {
  const std::vector<std::uint64_t> sizes = chunkSizes(db_);
  const std::size_t count = chunkCount(db_, sizes.size());
  Result<Statement> select = Statement::prepare(db_, kChunkSql);
  if (!select) return select.error();
  for (std::size_t number = 0; number < count; ++number) {
    if (read(number, *select)) {
      addFactsOfResources();
      tellUpTo(first_seq_ + events_.size() - 1);
      first_seq_ += events_.size();
    } else {
      const std::uint64_t size = number < sizes.size() ? sizes[number] : 1;
      lose(size);
      first_seq_ += size;
    }
    if (Result<void> committed = writer_.commit(); !committed) return committed;
  }
  tellUpTo(kNeverNs);  // losses at the very end
  return writer_.commit();
}

bool OlderEvents::read(std::size_t number, Statement& select) {
  const StatementUse use(select);
  select.bind(1, std::uint64_t{number});
  told_ = 0;
  events_.clear();
  if (select.step() == Statement::Step::Row && decodeEvents(select.blob(0), events_)) return true;
  events_.clear();
  return false;
}

void OlderEvents::lose(std::uint64_t count) {
  damage_.note("events " + std::to_string(first_seq_) + " to " +
               std::to_string(first_seq_ + count - 1) +
               " cannot be read; those after them are numbered anew");
  lost_.lose(count);
}

// Details and stacks of the resources that are born in the chunk. The details are told before the
// events, so that a writer has them at hand when it makes a record.
void OlderEvents::addFactsOfResources() {
  for (; resources_.next() != nullptr; resources_.advance()) {
    const Statement& row = *resources_.next();
    const EventSeq seq = row.whole(0);
    if (seq >= first_seq_ + events_.size()) return;
    const core::ResourceKey key{core::ContextId{static_cast<std::uint32_t>(row.integer(1))},
                                core::AsyncId{row.whole(2)}};
    if (const std::string detail = row.text(3); !detail.empty()) writer_.onDetail(key, detail);
    if (seq < first_seq_) continue;
    Event& first = events_[seq - first_seq_];
    if (first.kind == EventKind::Init && first.id == key.id && first.context == key.context)
      first.value = row.integer(4);
  }
}

void OlderEvents::tellUpTo(EventSeq last) {
  const auto tellTo = [this](std::size_t end) {
    end = std::clamp(end, told_, events_.size());
    const std::span<const Event> part(events_.data() + told_, end - told_);
    lost_.follow(part);
    writer_.onEvents(part);
    told_ = end;
  };
  for (; dropped_.next() != nullptr; dropped_.advance()) {
    const EventSeq after = dropped_.next()->whole(0);
    if (after > last) break;
    tellTo(after >= first_seq_ ? after - first_seq_ + 1 : 0);
    const core::ContextId context{static_cast<std::uint32_t>(dropped_.next()->integer(1))};
    writer_.onDropped(context, dropped_.next()->whole(2));
    lost_.forget(context);
  }
  tellTo(events_.size());
}

SessionWriterOptions optionsOf(bool force) {
  SessionWriterOptions options;  // what is not given here is copied with meta
  options.force = force;
  return options;
}

Result<ConnectionPtr> openForRows(const std::string& path) {
  sqlite3* db = nullptr;
  const int rc =
      sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  ConnectionPtr connection(db);
  if (rc != SQLITE_OK) return sqliteError(db, "cannot write the session file");
  return connection;
}

// The writer has said of itself what is true of the recorder of the old file.
constexpr const char* kForgetWriterSql =
    "DELETE FROM meta WHERE key IN ('program', 'recorder_version', 'clock', 'recorded_unix_ms', "
    "'duration_ns', 'finished', 'recorder_pid', 'recorder_start', 'exit_status', 'term_signal')";

Result<void> copyPlainTables(sqlite3* old, int layout, const std::string& path, Damage& damage) {
  Result<ConnectionPtr> db = openForRows(path);
  if (!db) return db.error();
  if (Result<void> begun = execute(db->get(), "BEGIN IMMEDIATE"); !begun) return begun;
  if (Result<void> done = execute(db->get(), kForgetWriterSql); !done) return done;
  for (const CopiedTable& table : kCopiedTables) {
    if (layout == 1 && !table.in_layout_1) continue;
    copyRows(old, db->get(), table.table, {}, table.what, damage);
    if (Result<void> done = recount(db->get(), {&table.table, 1}); !done) return done;
  }
  copyRows(old, db->get(), kMetaTable, kCopiedFacts, "facts about the session", damage);
  if (Result<void> done = recount(db->get(), {&kMetaTable, 1}); !done) return done;
  return execute(db->get(), "COMMIT");
}

Result<void> migrateView(sqlite3* old, const std::string& out, bool force, Damage& damage) {
  const int layout = olderLayout(old);
  Result<std::unique_ptr<SessionWriter>> writer = SessionWriter::create(out, optionsOf(force));
  if (!writer) return writer.error();
  Result<void> done = OlderEvents(old, layout, **writer, damage).tell();
  if (done) done = (*writer)->finish(0);
  writer->reset();
  if (done) done = copyPlainTables(old, layout, out, damage);
  return done;
}

bool hasTable(sqlite3* db, std::string_view name) {
  return sqlite3_table_column_metadata(db, "main", std::string(name).c_str(), nullptr, nullptr,
                                       nullptr, nullptr, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace

int olderLayout(sqlite3* db) {
  if (!hasTable(db, "resource_row")) return 0;
  return hasTable(db, "loop") ? 2 : 1;
}

Result<void> migrate(sqlite3* old, const std::string& out, bool force, Damage& damage) {
  // One view of a file that may be growing.
  const ReadView view(old);
  return migrateView(old, out, force, damage);
}

Result<TemporarySession> migrateForReading(sqlite3* old, Damage& damage) {
  Result<TemporarySession> copy = TemporarySession::create();
  if (!copy) return copy;
  if (Result<void> done = migrate(old, copy->path(), false, damage); !done) {
    core::Error error = done.error();
    error.message = "the session is of an older layout and cannot be copied: " + error.message;
    return error;
  }
  return copy;
}

}  // namespace uvscope::storage
