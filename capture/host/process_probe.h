// Whether a process still runs. It is told from a later one that bears the same number by the time
// of its start; a process of another pid namespace is never seen.
#pragma once

#include <cstdint>
#include <optional>

namespace uvscope::capture {

class ProcessProbe {
 public:
  explicit ProcessProbe(std::int32_t pid);

  // It was running when the probe was made.
  [[nodiscard]] bool seenAlive() const { return start_time_.has_value(); }

  // Neither gone nor a zombie.
  [[nodiscard]] bool alive() const;

  // There is no such process: not merely one that /proc does not show us.
  [[nodiscard]] bool surelyGone() const;

 private:
  std::int32_t pid_;
  std::optional<std::uint64_t> start_time_;  // in clock ticks since boot
};

// The inode of the namespace in which our pids count; 0: not known.
std::uint64_t ownPidNamespace();

}  // namespace uvscope::capture
