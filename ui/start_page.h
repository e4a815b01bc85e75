// What the start page shows, gathered by the application.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/session.h"

namespace uvscope::ui {

// A session of the recent ones.
struct RecentCard {
  std::string path;
  std::string name;     // that a person gave it; may be empty
  std::string problem;  // why it cannot be opened; else empty and the rest is set
  storage::SessionInfo info;
  std::vector<std::uint64_t> alive;  // resources alive over time, for the sparkline
};

struct WorkloadEntry {
  std::string name, sentence;
};

struct StartPage {
  std::vector<RecentCard> recent;  // newest first
  bool loading = false;
  std::vector<WorkloadEntry> workloads;
  std::string opening_error;  // of the last attempt to open a session
};

// Reads what a card shows; never fails, a card may bear a problem instead.
RecentCard makeCard(const std::string& path,
                    core::Result<std::unique_ptr<storage::Session>> session);

}  // namespace uvscope::ui
