#include "app/start_cards.h"

#include <algorithm>
#include <string>

#include "app/recent_sessions.h"
#include "app/session_names.h"

namespace uvscope::app {
namespace {

constexpr std::size_t kMostCards = 9;

}  // namespace

std::vector<ui::RecentCard> startCards(const ui::SessionOpener& open) {
  const SessionNames names = sessionNames(sessionNamesPath());
  auto paths = recentSessions(recentListPath());
  for (const auto& [name, path] : names) {
    if (std::ranges::find(paths, path) == paths.end() && !isGone(path)) paths.push_back(path);
  }
  if (paths.empty()) paths = sessionsIn(".");
  if (paths.size() > kMostCards) paths.resize(kMostCards);
  std::vector<ui::RecentCard> cards;
  for (const std::string& path : paths) {
    cards.push_back(ui::makeCard(path, open(path)));
    const auto named =
        std::ranges::find_if(names, [&path](const auto& entry) { return entry.second == path; });
    if (named != names.end()) cards.back().name = named->first;
  }
  return cards;
}

}  // namespace uvscope::app
