#include "app/commands/record_summary.h"

#include <fmt/format.h>

namespace uvscope::app {
namespace {

std::string nothingSeen(const RecordSummary& summary) {
  if (summary.loaded == 0) {
    return "uvscope: nothing was recorded, because the recorder was loaded into no process: the "
           "program is statically linked, gained rights (setuid), or cleared its environment\n";
  }
  return fmt::format(
      "uvscope: nothing was recorded, because none of {} made a libuv call that could be seen: "
      "they "
      "do not use libuv, have it linked statically, or start others without LD_PRELOAD\n",
      countOf(summary.loaded, "process"));
}

std::string plural(const std::string& thing) {
  return thing.ends_with("ss") ? thing + "es" : thing + "s";
}

std::string losses(const RecordSummary& summary) {
  std::string lines;
  if (summary.dropped > 0) {
    lines += fmt::format("uvscope: {} lost, where the session says so\n",
                         countOf(summary.dropped, "event"));
  }
  if (summary.rejected > 0) {
    lines += fmt::format("uvscope: {} could not be understood and were left out\n",
                         countOf(summary.rejected, "record"));
  }
  if (summary.broken > 0) {
    lines += fmt::format("uvscope: the recordings of {} were damaged by their writers\n",
                         countOf(summary.broken, "process"));
  }
  if (summary.left_behind > 0) {
    lines += fmt::format("uvscope: {} still running, no longer recorded\n",
                         countOf(summary.left_behind, "process"));
  }
  return lines;
}

}  // namespace

std::string countOf(std::uint64_t count, const std::string& thing) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, ",");
  return digits + " " + (count == 1 ? thing : plural(thing));
}

std::string describe(const RecordSummary& summary) {
  if (summary.events == 0 && summary.dropped == 0) {
    return nothingSeen(summary) + losses(summary) +
           fmt::format("uvscope: the empty session: {}\n", summary.path);
  }
  std::string lines =
      fmt::format("uvscope: {} of {} in {:.3f} s, {} never destroyed, {} in {}\n",
                  countOf(summary.events, "event"), countOf(summary.resources, "resource"),
                  static_cast<double>(summary.duration_ns) / 1e9, summary.alive,
                  countOf(summary.threads, "thread"), countOf(summary.processes, "process"));
  lines += losses(summary);
  lines += fmt::format("uvscope: to look at it: uvscope view {}\n", summary.path);
  return lines;
}

}  // namespace uvscope::app
