// Which process writes a session: how a reader tells a recording that goes on from one whose
// recorder was killed.
#pragma once

#include <cstdint>

namespace uvscope::storage {

struct RecorderProcess {
  std::int64_t pid = 0;
  // Since the machine started, in its own ticks: tells the process from a later one of the same
  // number. 0: unknown.
  std::int64_t start_ticks = 0;
};

RecorderProcess thisProcess();

// On this machine. False for a session that was brought from another.
bool isRunning(const RecorderProcess& recorder);

}  // namespace uvscope::storage
