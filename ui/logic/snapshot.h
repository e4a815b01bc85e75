// What every view needs to know of a session, as of one refresh: small, copied off the worker.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/event_sink.h"
#include "storage/session.h"

namespace uvscope::ui {

struct Snapshot {
  std::uint64_t generation = 0;  // goes up whenever the session grew
  storage::SessionInfo info;
  std::vector<core::ProcessInfo> processes;
  std::vector<core::ContextInfo> contexts;
  std::vector<storage::TypeTotal> types;
  std::map<core::TypeId, std::string> user_type_names;

  [[nodiscard]] std::string typeName(core::TypeId type) const;
};

Snapshot takeSnapshot(storage::Session& session, std::uint64_t generation);

// "echo-server" for "/usr/bin/echo-server --port 1" and "workload echo-server".
std::string programName(const storage::SessionInfo& info);

// "file.uvscope" of a path.
std::string fileName(const std::string& path);

}  // namespace uvscope::ui
