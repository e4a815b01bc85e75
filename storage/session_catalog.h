// Reads the small tables of a session: what it is, its processes, contexts and types.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "storage/damage.h"
#include "storage/recorder_process.h"
#include "storage/session.h"
#include "storage/sqlite_ptr.h"

namespace uvscope::storage {

struct SessionCatalog {
  std::int64_t layout = 0;  // as the session tells it
  RecorderProcess recorder;
  SessionInfo info;  // but for path, events, resources, alive and damage
  std::vector<core::ProcessInfo> processes;
  std::vector<core::ContextInfo> contexts;
  std::map<core::TypeId, std::string> type_names;
  std::vector<LoopTotal> loops;
};

SessionCatalog readCatalog(sqlite3* db, Damage& damage);

}  // namespace uvscope::storage
