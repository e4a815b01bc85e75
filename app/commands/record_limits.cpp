#include "app/commands/record_limits.h"

#include <sys/stat.h>

#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

std::uint64_t sizeOf(const std::string& path) {
  struct stat status {};

  return stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool isReached(const std::optional<std::uint64_t>& limit, std::uint64_t value) {
  return limit && value >= *limit;
}

}  // namespace

std::string reachedLimit(const RecordLimits& limits, const RecordedSoFar& recorded) {
  if (isReached(limits.duration_ns, recorded.duration_ns)) {
    return ui::formatDuration(*limits.duration_ns) + " (--duration)";
  }
  if (isReached(limits.events, recorded.events)) {
    return ui::formatPlural(*limits.events, "event") + " (--limit-events)";
  }
  if (isReached(limits.bytes, recorded.bytes)) {
    return ui::formatBytes(*limits.bytes) + " (--limit-size)";
  }
  return {};
}

std::uint64_t sessionBytes(const std::string& path) {
  return sizeOf(path) + sizeOf(path + "-wal");
}

}  // namespace uvscope::app
