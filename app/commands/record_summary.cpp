#include "app/commands/record_summary.h"

#include <fmt/format.h>

#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

std::string nothingSeen(const RecordSummary& summary) {
  if (summary.only_first) {
    return "uvscope: nothing was recorded: the program made no libuv call that could be seen, and "
           "those that it starts were left out (--no-follow)\n";
  }
  if (summary.loaded == 0) {
    return "uvscope: nothing was recorded, because the recorder was loaded into no process: the "
           "program is statically linked, gained rights (setuid), cleared its environment, or has "
           "too low a limit of memory or of the size of files (ulimit)\n";
  }
  if (summary.loaded == 1) {
    return "uvscope: nothing was recorded, because the program made no libuv call that could be "
           "seen: it does not use libuv, or is linked with it statically, or started the process "
           "that does with its environment cleared\n";
  }
  return fmt::format(
      "uvscope: nothing was recorded, because none of {} made a libuv call that could be seen: not "
      "libuv programs, linked with it statically, or started by one that cleared its environment\n",
      ui::formatPlural(summary.loaded, "process"));
}

std::string losses(const RecordSummary& summary) {
  std::string lines;
  if (summary.dropped > 0) {
    lines += fmt::format("uvscope: {} lost, where the session says so\n",
                         ui::formatPlural(summary.dropped, "event"));
  }
  if (summary.rejected > 0) {
    lines += fmt::format("uvscope: {} could not be understood and were left out\n",
                         ui::formatPlural(summary.rejected, "record"));
  }
  if (summary.stacks_lost > 0) {
    lines +=
        fmt::format("uvscope: {} without a creation stack, for there were too many different\n",
                    ui::formatPlural(summary.stacks_lost, "resource"));
  }
  if (summary.broken > 0) {
    lines += fmt::format("uvscope: the recordings of {} were damaged by their writers\n",
                         ui::formatPlural(summary.broken, "process"));
  }
  if (summary.unread > 0) {
    lines += fmt::format(
        "uvscope: the recordings of {} could not be opened; raise the limit on open files "
        "(ulimit -n) or free memory\n",
        ui::formatPlural(summary.unread, "process"));
  }
  if (summary.left_behind > 0) {
    lines += fmt::format("uvscope: {} still running, no longer recorded\n",
                         ui::formatPlural(summary.left_behind, "process"));
  }
  return lines;
}

std::string ended(const RecordSummary& summary) {
  if (summary.limit.empty()) return {};
  return fmt::format("uvscope: the recording has ended at its limit, {}{}\n", summary.limit,
                     summary.runs_on ? "; the program runs on" : "");
}

std::string found(const RecordSummary& summary) {
  if (summary.events == 0 && summary.dropped == 0) {
    return nothingSeen(summary) + losses(summary) +
           fmt::format("uvscope: the empty session: {}\n", summary.path);
  }
  std::string lines = fmt::format(
      "uvscope: {} of {} in {}, {} never destroyed, {} in {}\n",
      ui::formatPlural(summary.events, "event"), ui::formatPlural(summary.resources, "resource"),
      ui::formatDuration(summary.duration_ns), ui::formatCount(summary.alive),
      ui::formatPlural(summary.threads, "thread"), ui::formatPlural(summary.processes, "process"));
  lines += losses(summary);
  lines += fmt::format("uvscope: to look at it: uvscope view {}\n", summary.path);
  return lines;
}

}  // namespace

std::string describe(const RecordSummary& summary) {
  return ended(summary) + found(summary);
}

}  // namespace uvscope::app
