// Session files as files: making one without harm to what is there, and opening one for reading
// whatever state it is in.
#pragma once

#include <string>

#include "core/result.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

// Makes an empty session at `path` and opens it for writing, in WAL mode. What is at `path` already
// is refused (Exists) or, with `force`, replaced, but only once the new file is complete beside it.
core::Result<ConnectionPtr> createSessionFile(const std::string& path, bool force);

// Whether a session could be made at `path` now. `force` replaces a session that is not being
// recorded, and nothing else.
core::Result<void> checkSessionTarget(const std::string& path, bool force);

// Gives the file `from`, which is complete, the name `path`.
core::Result<void> moveSessionIntoPlace(const std::string& from, const std::string& path,
                                        bool force);

// Removes a session with what SQLite keeps beside it.
void removeSessionFile(const std::string& path);

struct OpenedSession {
  ConnectionPtr db;
  std::string damage;  // empty, or one line
  // The file is cut short: what is missing fails when it is read, not now.
  bool truncated = false;
};

// The error where the rest of a truncated file is no session.
core::Error cutOffTooEarly(const std::string& path);

// Opens for reading only; no statement on the connection can change the file.
core::Result<OpenedSession> openSessionFile(const std::string& path);

// An empty session in memory, to stand in for a file that has gone.
core::Result<OpenedSession> emptySession();

}  // namespace uvscope::storage
