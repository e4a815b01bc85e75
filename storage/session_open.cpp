#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/schema.h"
#include "storage/session_file.h"
#include "storage/statement.h"

namespace uvscope::storage {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

// SQLite's file format: the first 100 bytes of every database.
constexpr std::size_t kHeaderBytes = 100;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kPagesAt = 28;
constexpr std::size_t kApplicationIdAt = 68;

using Header = std::array<unsigned char, kHeaderBytes>;

std::uint32_t bigEndian(const Header& header, std::size_t at, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8U | header[at + i];
  return value;
}

Error notASession(const std::string& why, const std::string& path) {
  return {ErrorCode::NotASession, why + ", not a session: " + path};
}

Error cannotRead(int error, const std::string& path) {
  const ErrorCode code = error == ENOENT || error == ENOTDIR ? ErrorCode::NotFound
                         : error == EACCES                   ? ErrorCode::Permission
                                                             : ErrorCode::System;
  std::array<char, 128> text{};
  return {code, std::string("cannot open the session: ") +
                    strerror_r(error, text.data(), text.size()) + ": " + path};
}

// Looks at the file itself before SQLite does, for words that name what is wrong.
Result<Header> readHeader(const std::string& path, std::uint64_t& size) {
  struct stat status {};

  if (stat(path.c_str(), &status) != 0) return cannotRead(errno, path);
  if (S_ISDIR(status.st_mode)) return notASession("is a directory", path);
  if (!S_ISREG(status.st_mode)) return notASession("is not a regular file", path);
  if (status.st_size == 0) return notASession("is empty", path);
  size = static_cast<std::uint64_t>(status.st_size);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannotRead(errno, path);
  Header header{};
  const ssize_t got = read(fd, header.data(), header.size());
  close(fd);
  if (std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0) {
    return notASession("is some other kind of file", path);
  }
  if (got < static_cast<ssize_t>(header.size())) {
    return Error{ErrorCode::Corrupt, "the session is cut off at its very beginning: " + path};
  }
  if (bigEndian(header, kApplicationIdAt, 4) != static_cast<std::uint32_t>(kApplicationId)) {
    return notASession("is a database of another program", path);
  }
  return header;
}

bool isTruncated(const Header& header, std::uint64_t size) {
  const std::uint32_t page = bigEndian(header, kPageSizeAt, 2);
  const std::uint64_t page_size = page == 1 ? 65536 : page;
  return size < page_size * bigEndian(header, kPagesAt, 4);
}

bool fileHasContent(const std::string& path) {
  struct stat status {};

  return stat(path.c_str(), &status) == 0 && status.st_size != 0;
}

std::string asUri(const std::string& path, std::string_view query) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      ((uri += '%') += kHex[byte >> 4U]) += kHex[byte & 15U];
    } else {
      uri += c;
    }
  }
  return uri.append(query);
}

Result<ConnectionPtr> openConnection(const std::string& path, bool immutable) {
  sqlite3* db = nullptr;
  const std::string name = asUri(path, immutable ? "?immutable=1" : "");
  const int rc = sqlite3_open_v2(
      name.c_str(), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
  ConnectionPtr connection(db);
  if (rc != SQLITE_OK) return sqliteError(db, "cannot open the session");
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, 2000);
  return connection;
}

// A session is input from anywhere: nothing in its schema may act.
void distrust(sqlite3* db, bool truncated) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, truncated ? 0 : 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  // SQLite refuses a file that is shorter than it says, unless its user means to repair it. The
  // connection is read-only all the same.
  sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, truncated ? 1 : 0, nullptr);
  sqlite3_exec(db, "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-512",
               nullptr, nullptr, nullptr);
}

Result<void> checkVersion(sqlite3* db, const std::string& path) {
  Result<Statement> select =
      Statement::prepare(db, "SELECT value FROM meta WHERE key = 'compatible_version'");
  if (!select) return select.error();
  const Statement::Step step = select->step();
  if (step == Statement::Step::Failed) return sqliteError(db, "cannot open the session");
  if (step == Statement::Step::Done) {
    return Error{ErrorCode::Corrupt, "the session does not say its version: " + path};
  }
  if (select->integer(0) <= kSchemaVersion) return {};
  return Error{ErrorCode::Unsupported, "the session was made by a newer uvscope (format " +
                                           std::to_string(select->integer(0)) +
                                           "), use that one: " + path};
}

// A log without its index in a directory where none can be made.
bool needsWritableDirectory(sqlite3* db) {
  const int code = sqlite3_errcode(db) & 0xff;
  return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

}  // namespace

Error cutOffTooEarly(const std::string& path) {
  return {ErrorCode::Corrupt, "the session is cut off before anything of it can be read: " + path};
}

Result<OpenedSession> openSessionFile(const std::string& path) {
  std::uint64_t size = 0;
  const Result<Header> header = readHeader(path, size);
  if (!header) return header.error();
  const bool has_log = fileHasContent(path + "-wal");
  OpenedSession session;
  session.truncated = !has_log && isTruncated(*header, size);
  if (session.truncated) session.damage = "the file is cut short";
  Result<ConnectionPtr> db = openConnection(path, false);
  if (!db) return withPath(db.error(), path);
  distrust(db->get(), session.truncated);
  Result<void> usable = checkVersion(db->get(), path);
  if (!usable && needsWritableDirectory(db->get())) {
    db = openConnection(path, true);
    if (!db) return withPath(db.error(), path);
    distrust(db->get(), session.truncated);
    usable = checkVersion(db->get(), path);
    if (has_log) {
      session.damage =
          "the last events are in a log beside the file, which only opens in a "
          "writable directory: copy both there";
    }
  }
  if (!usable && session.truncated) {
    return cutOffTooEarly(path);
  }
  if (!usable) return withPath(usable.error(), path);
  session.db = std::move(*db);
  return session;
}

Result<OpenedSession> emptySession() {
  sqlite3* db = nullptr;
  const int rc = sqlite3_open(":memory:", &db);
  OpenedSession session;
  session.db.reset(db);
  if (rc != SQLITE_OK) return sqliteError(db, "cannot open the session");
  if (Result<void> made = execute(db, kCreateSchemaSql); !made) return made.error();
  return session;
}

}  // namespace uvscope::storage
