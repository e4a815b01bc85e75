#include "storage/notes.h"

#include <unistd.h>

#include "storage/session_file.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

constexpr std::string_view kSelectSql =
    "SELECT id, context, resource, seq, text FROM note ORDER BY id";
constexpr std::string_view kInsertSql =
    "INSERT INTO note(context, resource, seq, text) VALUES (?, ?, ?, ?)";
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

Error withPath(Error error, const std::string& path) {
  if (error.message.find(path) == std::string::npos) error.message += ": " + path;
  return error;
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

Result<void> run(sqlite3* db, Statement& statement, const std::string& path) {
  const StatementUse use(statement);
  if (statement.step() != Statement::Step::Failed) return {};
  return withPath(sqliteError(db, "cannot write the note"), path);
}

}  // namespace

std::vector<Note> readNotes(sqlite3* db) {
  std::vector<Note> notes;
  Result<Statement> select = Statement::prepare(db, kSelectSql);
  while (select && select->step() == Statement::Step::Row) {
    Note note;
    note.id = select->integer(0);
    if (!select->isNull(2)) {
      note.resource = {core::ContextId{static_cast<std::uint32_t>(select->integer(1))},
                       core::AsyncId{select->whole(2)}};
    }
    note.seq = select->whole(3);
    note.text = select->text(4);
    notes.push_back(std::move(note));
  }
  return notes;
}

Result<std::int64_t> addNote(const std::string& path, const Note& note) {
  Result<ConnectionPtr> db = openForNotes(path);
  if (!db) return db.error();
  Result<Statement> insert = Statement::prepare(db->get(), kInsertSql);
  if (!insert) return withPath(insert.error(), path);
  if (note.resource) {
    insert->bind(1, note.resource->context.value);
    insert->bind(2, note.resource->id.value);
  }
  if (note.seq != kNoSeq) insert->bind(3, note.seq);
  insert->bindText(4, note.text);
  if (Result<void> done = run(db->get(), *insert, path); !done) return done.error();
  return std::int64_t{sqlite3_last_insert_rowid(db->get())};
}

Result<void> removeNote(const std::string& path, std::int64_t id) {
  Result<ConnectionPtr> db = openForNotes(path);
  if (!db) return db.error();
  Result<Statement> remove = Statement::prepare(db->get(), kDeleteSql);
  if (!remove) return withPath(remove.error(), path);
  remove->bind(1, id);
  if (Result<void> done = run(db->get(), *remove, path); !done) return done;
  if (sqlite3_changes(db->get()) != 0) return {};
  return Error{ErrorCode::NotFound, "there is no note " + std::to_string(id) +
                                        "; 'uvscope note FILE list' shows them: " + path};
}

}  // namespace uvscope::storage
