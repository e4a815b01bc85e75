#include "app/commands/session_copy.h"

#include <cstdio>
#include <utility>

#include <fmt/core.h>

#include "storage/pending_session.h"
#include "ui/logic/format.h"

namespace uvscope::app {

core::Result<Sessions> openSessions(std::span<const std::string> paths) {
  Sessions sessions;
  for (const std::string& path : paths) {
    auto session = storage::SessionReader::open(path);
    if (!session) return std::move(session).error();
    sessions.push_back(std::move(*session));
  }
  return sessions;
}

core::Result<storage::RewriteTotals> makeCopy(std::span<const storage::RewriteInput> inputs,
                                              const storage::RewriteOutput& output,
                                              const CopyTarget& target,
                                              std::span<const std::string> paths,
                                              const std::string& done) {
  auto pending = storage::PendingSession::create(target.output, target.force, paths);
  if (!pending) return pending.error();
  auto totals = storage::rewriteSessions(inputs, output, pending->path());
  if (!totals) return totals;
  if (auto kept = pending->keep(); !kept) return kept.error();
  if (!totals->damage.empty()) fmt::print(stderr, "uvscope: damaged: {}\n", totals->damage);
  fmt::print(stderr, "uvscope: {}: {}, {}, {} lost: {}\n", done,
             ui::formatPlural(totals->events, "event"),
             ui::formatPlural(totals->resources, "resource"), ui::formatCount(totals->dropped),
             target.output);
  return totals;
}

}  // namespace uvscope::app
