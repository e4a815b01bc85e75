// What `record` says in the end.
#pragma once

#include <cstdint>
#include <string>

#include "capture/host/host.h"

namespace uvscope::app {

struct RecordSummary {
  std::string path;
  std::uint64_t events = 0, resources = 0, alive = 0, dropped = 0;
  std::uint64_t rejected = 0;     // records that made no sense
  std::uint64_t stacks_lost = 0;  // resources whose creation stack found no room
  std::uint32_t loaded = 0;       // processes that had the recorder in them
  std::uint32_t processes = 0, threads = 0, left_behind = 0, broken = 0;
  std::uint32_t unread = 0;  // processes whose recordings could not be opened
  std::uint64_t duration_ns = 0;
  std::string limit;        // that ended the recording, as of reachedLimit()
  bool runs_on = false;     // though the recording has ended
  bool only_first = false;  // what the program starts was not to be recorded
};

// Lines for a person, each ended.
std::string describe(const RecordSummary& summary);

}  // namespace uvscope::app
