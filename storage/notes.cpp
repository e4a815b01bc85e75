#include "storage/notes.h"

#include <unistd.h>

#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/session_file.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

constexpr std::string_view kNextIdSql = "SELECT coalesce(max(id), 0) + 1 FROM note";
constexpr std::string_view kDeleteSql = "DELETE FROM note WHERE id = ?";

// A recorder lets go of the file for a moment every 50 to 100 ms: SQLite's own way of waiting, with
// ever longer pauses, would miss most of them.
constexpr int kPauseUs = 500;
constexpr int kMostPauses = 20'000;

int waitForTheRecorder(void*, int tries) {
  if (tries >= kMostPauses) return 0;
  usleep(kPauseUs);
  return 1;
}

// What is damaged is left as it is.
Result<ConnectionPtr> openForNotes(const std::string& path) {
  {
    const Result<OpenedSession> session = openSessionFile(path);
    if (!session) return session.error();
    if (!session->damage.empty()) {
      return Error{ErrorCode::Corrupt,
                   session->damage + "; 'uvscope repair' makes a copy that takes notes: " + path};
    }
  }
  sqlite3* raw = nullptr;
  const int rc =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  ConnectionPtr db(raw);
  if (rc != SQLITE_OK) return withPath(sqliteError(raw, "cannot write the note"), path);
  // Nothing in the file may act while it is written to.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_busy_handler(raw, waitForTheRecorder, nullptr);
  return db;
}

// Lets `change` write to the table of notes: all of it, or nothing.
template <class Change>
Result<void> changeNotes(sqlite3* db, const std::string& path, Change&& change) {
  Result<void> done = execute(db, "BEGIN IMMEDIATE");
  if (done) done = change();
  if (done && hasSums(db, kNoteTable)) done = recount(db, {&kNoteTable, 1});
  if (done) done = execute(db, "COMMIT");
  if (done) return done;
  sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  return withPath({done.error().code, "cannot write the note: " + done.error().message}, path);
}

Result<void> insertNote(sqlite3* db, std::int64_t id, const Note& note) {
  Result<RowInsert> insert = RowInsert::prepare(db, kNoteTable, OnConflict::Fail);
  if (!insert) return insert.error();
  insert->bind(1, id);
  if (note.resource) {
    insert->bind(2, note.resource->context.value);
    insert->bind(3, note.resource->id.value);
  }
  if (note.seq != kNoSeq) insert->bind(4, note.seq);
  insert->bindText(5, note.text);
  return insert->run();
}

}  // namespace

std::vector<Note> readNotes(sqlite3* db, Damage& damage) {
  std::vector<Note> notes;
  const ReadView view(db);
  readWhole(db, kNoteTable, "ORDER BY id", damage, [&](const CheckedSelect& row) {
    Note note;
    note.id = row.integer(0);
    if (!row.isNull(2)) {
      note.resource = {core::ContextId{static_cast<std::uint32_t>(row.integer(1))},
                       core::AsyncId{row.whole(2)}};
    }
    note.seq = row.whole(3);
    note.text = row.text(4);
    notes.push_back(std::move(note));
  });
  return notes;
}

Result<std::int64_t> addNote(const std::string& path, const Note& note) {
  Result<ConnectionPtr> db = openForNotes(path);
  if (!db) return db.error();
  std::int64_t id = 0;
  const Result<void> done = changeNotes(db->get(), path, [&]() -> Result<void> {
    Result<Statement> next = Statement::prepare(db->get(), kNextIdSql);
    if (!next) return next.error();
    if (next->step() != Statement::Step::Row) return sqliteError(db->get(), "session file");
    id = next->integer(0);
    next->reset();
    return insertNote(db->get(), id, note);
  });
  if (!done) return done.error();
  return id;
}

Result<void> removeNote(const std::string& path, std::int64_t id) {
  Result<ConnectionPtr> db = openForNotes(path);
  if (!db) return db.error();
  bool removed = false;
  const Result<void> done = changeNotes(db->get(), path, [&]() -> Result<void> {
    Result<Statement> remove = Statement::prepare(db->get(), kDeleteSql);
    if (!remove) return remove.error();
    remove->bind(1, id);
    Result<void> ran = remove->run();
    removed = ran && sqlite3_changes(db->get()) != 0;
    return ran;
  });
  if (!done || removed) return done;
  return Error{ErrorCode::NotFound, "there is no note " + std::to_string(id) +
                                        "; 'uvscope note FILE list' shows them: " + path};
}

}  // namespace uvscope::storage
