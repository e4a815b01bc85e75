// Sessions of older layouts, by way of a copy in the layout of this program.
//
// Layouts 1 and 2 kept resources as rows (`resource_row`) and forgot the stack of an Init among the
// events. Their events are told to a SessionWriter as if they were recorded once more; what is
// plain rows in both layouts is copied as it is.
#pragma once

#include <string>

#include "core/result.h"
#include "storage/damage.h"
#include "storage/sqlite_ptr.h"
#include "storage/temporary_session.h"

namespace uvscope::storage {

// 1 or 2, the layout of the session on `db` if it is that old; 0: it can be read as it is. The
// tables tell it, so that no number in the file has to be believed.
int olderLayout(sqlite3* db);

// Makes a session at `out` (Exists: see `force`) of what is on `old` at this moment. What cannot be
// read is left out and noted; lost events are entered as dropped. A recording that has not come to
// its end is told as such in the copy too, with the process that records it.
core::Result<void> migrate(sqlite3* old, const std::string& out, bool force, Damage& damage);

// The same into a temporary place.
core::Result<TemporarySession> migrateForReading(sqlite3* old, Damage& damage);

}  // namespace uvscope::storage
