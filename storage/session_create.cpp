#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/provider.h"
#include "storage/checked_tables.h"
#include "storage/row_counts.h"
#include "storage/schema.h"
#include "storage/session_catalog.h"
#include "storage/session_file.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

// What SQLite keeps beside a database. Left over from a deleted one they would be taken for the new
// one's, and spoil it.
void removeCompanions(const std::string& path) {
  for (const char* suffix : {"-wal", "-shm", "-journal"})
    unlink((path + suffix).c_str());
}

// Removes the unfinished file on every way out but success.
class [[nodiscard]] PendingFile {
 public:
  explicit PendingFile(std::string path) : path_(std::move(path)) {}

  ~PendingFile() {
    if (!path_.empty()) removeSessionFile(path_);
  }

  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  void keep() { path_.clear(); }

 private:
  std::string path_;
};

ErrorCode codeOfErrno(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::Permission;
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::NotFound;
    case EEXIST:
      return ErrorCode::Exists;
    default:
      return ErrorCode::System;
  }
}

Error cannotCreate(const std::string& path, int error) {
  // strerror is safe enough: sessions are created before any thread is.
  return {codeOfErrno(error), std::string("cannot create the session file: ") +
                                  std::strerror(error) +  // NOLINT(concurrency-mt-unsafe)
                                  ": " + path};
}

Error existsAlready(const std::string& path) {
  return {ErrorCode::Exists, "exists already, --force replaces it: " + path};
}

// --force is for sessions that are not needed any more: no other file is lost to a mistyped name,
// and none that is being written.
Result<void> checkReplaceable(const std::string& path) {
  Result<OpenedSession> old = openSessionFile(path);
  if (!old && old.error().code == ErrorCode::NotASession) {
    return Error{ErrorCode::Exists,
                 "exists and is not a session, which --force does not replace: " + path};
  }
  if (!old) return {};
  Damage ignored;
  const SessionCatalog catalog = readCatalog(old->db.get(), ignored);
  if (!catalog.info.recording) return {};
  return Error{ErrorCode::Exists, "is being recorded by process " +
                                      std::to_string(catalog.recorder.pid) +
                                      ", end that first or choose another name: " + path};
}

Result<ConnectionPtr> openForWriting(const std::string& path) {
  sqlite3* db = nullptr;
  const int rc =
      sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  ConnectionPtr connection(db);
  if (rc != SQLITE_OK) {
    Error error = sqliteError(db, "cannot write the session file");
    error.message += ": " + path;
    return error;
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, 2000);
  return connection;
}

Result<void> insertTypes(sqlite3* db) {
  Result<RowInsert> insert = RowInsert::prepare(db, kTypeTable);
  if (!insert) return insert.error();
  const auto add = [&](core::TypeId type, std::string_view name) {
    insert->bind(1, std::int64_t{type.value});
    insert->bindText(2, name);
    return insert->run();
  };
  for (const core::ProviderInfo& info : core::asyncWrapProviders()) {
    if (Result<void> done = add(core::typeOf(info.provider), info.name); !done) return done;
  }
  return add(core::TypeId{}, "unknown");  // of resources older than the recording
}

Result<void> writeSchema(sqlite3* db) {
  const std::string pragmas =
      "PRAGMA page_size=4096; PRAGMA application_id=" + std::to_string(kApplicationId) +
      "; PRAGMA user_version=" + std::to_string(kSchemaVersion) + "; BEGIN;";
  if (Result<void> done = execute(db, pragmas.c_str()); !done) return done;
  if (Result<void> done = execute(db, kCreateSchemaSql); !done) return done;
  if (Result<void> done = insertTypes(db); !done) return done;
  Result<RowInsert> version = RowInsert::prepare(db, kMetaTable);
  if (!version) return version.error();
  version->bindText(1, kMetaCompatibleVersion);
  version->bind(2, kCompatibleVersion);
  if (Result<void> done = version->run(); !done) return done;
  if (Result<void> done = countNewTables(db); !done) return done;
  return execute(db, "COMMIT");
}

Result<void> makeFile(const std::string& path) {
  unlink(path.c_str());
  removeCompanions(path);
  // It tells command lines, paths and addresses of the program: nobody else's business.
  const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return cannotCreate(path, errno);
  close(fd);
  Result<ConnectionPtr> db = openForWriting(path);
  if (!db) return db.error();
  return writeSchema(db->get());
}

// NORMAL: a crash of this program or of the target loses nothing either way; one of the machine may
// lose the last commits, but never spoils the file, which OFF may do. It syncs only when the log is
// taken into the file, so that happens seldom: at 80 MB.
Result<void> enterWalMode(sqlite3* db, const std::string& path) {
  Result<Statement> mode = Statement::prepare(db, "PRAGMA journal_mode=WAL");
  if (!mode) return mode.error();
  if (mode->step() == Statement::Step::Failed) return sqliteError(db, "session file");
  if (mode->text(0) != "wal") {
    return Error{
        ErrorCode::Unsupported,
        "this file system cannot hold a session while it is recorded, choose another: " + path};
  }
  return execute(db,
                 "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=20000;"
                 "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY");
}

}  // namespace

Result<void> checkSessionTarget(const std::string& path, bool force) {
  if (path.empty()) return Error{ErrorCode::Usage, "the session file has no name"};

  struct stat status {};

  if (stat(path.c_str(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode)) {
    return Error{ErrorCode::Usage, "is a directory, name a file in it: " + path};
  }
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::Usage, "is not a regular file: " + path};
  if (!force) return existsAlready(path);
  return status.st_size == 0 ? Result<void>{} : checkReplaceable(path);
}

// The new file takes its name only now. Without force the kernel refuses if another file has come
// to be there meanwhile.
Result<void> moveSessionIntoPlace(const std::string& from, const std::string& path, bool force) {
  if (force) {
    removeCompanions(path);
    if (rename(from.c_str(), path.c_str()) != 0) return cannotCreate(path, errno);
    return {};
  }
  if (access(path.c_str(), F_OK) != 0) removeCompanions(path);
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (errno == EEXIST) return existsAlready(path);
  if (errno != EINVAL && errno != ENOSYS) return cannotCreate(path, errno);
  if (access(path.c_str(), F_OK) == 0) return existsAlready(path);  // file systems without the flag
  if (rename(from.c_str(), path.c_str()) != 0) return cannotCreate(path, errno);
  return {};
}

void removeSessionFile(const std::string& path) {
  unlink(path.c_str());
  removeCompanions(path);
}

Result<ConnectionPtr> createSessionFile(const std::string& path, bool force) {
  if (Result<void> fit = checkSessionTarget(path, force); !fit) return fit.error();
  PendingFile pending(path + ".new-" + std::to_string(getpid()));
  if (Result<void> made = makeFile(pending.path()); !made) {
    Error error = made.error();
    // The person knows the name that they gave, not ours.
    const std::size_t name = error.message.rfind(pending.path());
    if (name != std::string::npos) error.message.replace(name, pending.path().size(), path);
    return error;
  }
  if (Result<void> moved = moveSessionIntoPlace(pending.path(), path, force); !moved)
    return moved.error();
  pending.keep();
  Result<ConnectionPtr> db = openForWriting(path);
  if (!db) return db.error();
  if (Result<void> wal = enterWalMode(db->get(), path); !wal) return wal.error();
  return db;
}

}  // namespace uvscope::storage
