#include "app/commands/info.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "app/commands/note.h"
#include "app/commands/open_session.h"
#include "app/commands/text_fields.h"
#include "core/wall_clock.h"
#include "storage/session_file.h"
#include "ui/logic/format.h"

namespace uvscope::app {
namespace {

std::string endOf(const storage::SessionInfo& info) {
  if (info.recording) return "being recorded";
  if (!info.finished) return fmt::format("not finished: {}", ui::kWhyUnfinished);
  if (info.term_signal.value_or(0) > 0) return fmt::format("ended by signal {}", *info.term_signal);
  if (info.exit_status) return fmt::format("ended with status {}", *info.exit_status);
  return "finished";
}

void printSummary(const storage::SessionInfo& info, std::FILE* out) {
  const std::int64_t now_ms = core::unixMs();
  fmt::print(out, "{}\n", info.path);
  fmt::print(out, "  program    {}\n", oneLine(info.program));
  fmt::print(out, "  recorded   {}, {}, {}\n", ui::formatWhen(info.recorded_unix_ms, now_ms),
             ui::formatDuration(info.duration_ns), endOf(info));
  fmt::print(out, "  events     {}, {} lost\n", ui::formatCount(info.events),
             ui::formatCount(info.dropped));
  fmt::print(out, "  resources  {}, {} never destroyed\n", ui::formatCount(info.resources),
             ui::formatCount(info.alive));
  fmt::print(out, "  recorder   uvscope {}, clock {}\n", info.recorder_version, info.clock);
  if (info.migrated_from != 0) {
    fmt::print(out, "  layout     {}, read through a migrated copy; uvscope migrate keeps one\n",
               info.migrated_from);
  }
}

void printProcesses(const storage::Session& session, std::FILE* out) {
  fmt::print(out, "\nprocesses\n");
  for (const core::ProcessInfo& process : session.processes()) {
    std::string line;
    for (const std::string& argument : process.arguments)
      line += ' ' + oneLine(argument);
    if (line.empty()) line = ' ' + process.executable;
    fmt::print(out, "  {:>3}  pid {:<8}{}\n", process.id.value, process.pid, line);
  }
  fmt::print(out, "\ncontexts\n");
  for (const core::ContextInfo& context : session.contexts()) {
    fmt::print(out, "  {:>3}  process {}, thread {} {}\n", context.id.value, context.process.value,
               context.thread_id, oneLine(context.name));
  }
}

std::string shareOf(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "–";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void printLoops(const storage::Session& session, std::FILE* out) {
  if (session.loops().empty()) return;
  fmt::print(out, "\n{:<22}{:>10}{:>12}{:>12}{:>12}\n", "loop", "uv_run", "iterations", "waiting",
             "callbacks");
  for (const storage::LoopTotal& loop : session.loops()) {
    const std::uint64_t whole = loop.last_ns - loop.first_ns;
    fmt::print(out, "{:<22}{:>10}{:>12}{:>12}{:>12}\n",
               fmt::format("{} of context {}", loop.number, loop.context.value),
               ui::formatCount(loop.starts), ui::formatCount(loop.iterations),
               shareOf(loop.poll_ns, whole), shareOf(loop.callback_ns, whole));
  }
}

void printTypes(storage::Session& session, std::FILE* out) {
  std::vector<storage::TypeTotal> totals = session.typeTotals();
  if (totals.empty()) return;
  std::ranges::sort(totals, std::ranges::greater{}, &storage::TypeTotal::total);
  fmt::print(out, "\n{:<22}{:>10}{:>18}{:>10}{:>12}\n", "type", "made", "never destroyed", "runs",
             "run time");
  for (const storage::TypeTotal& total : totals) {
    fmt::print(out, "{:<22}{:>10}{:>18}{:>10}{:>12}\n", session.typeName(total.type),
               ui::formatCount(total.total), ui::formatCount(total.alive),
               ui::formatCount(total.runs), ui::formatDuration(total.run_ns));
  }
}

void printNotesOf(const std::string& path, std::FILE* out) {
  const auto session = storage::openSessionFile(path);
  if (!session) return;
  storage::Damage damage;
  const std::vector<storage::Note> notes = storage::readNotes(session->db.get(), damage);
  if (!damage.what().empty()) fmt::print(stderr, "uvscope: {}: {}\n", path, damage.what());
  if (notes.empty()) return;
  fmt::print(out, "\nnotes\n");
  printNotes(notes, out);
}

}  // namespace

core::Result<int> runInfo(const std::string& path, std::FILE* out) {
  auto session = openSession(path);
  if (!session) return std::move(session).error();
  printSummary((*session)->info(), out);
  printProcesses(**session, out);
  printLoops(**session, out);
  printTypes(**session, out);
  printNotesOf(path, out);
  return 0;
}

}  // namespace uvscope::app
