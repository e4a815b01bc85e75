#include "ui/start_page.h"

#include <utility>

namespace uvscope::ui {
namespace {

constexpr std::uint32_t kSparklinePoints = 60;

}  // namespace

RecentCard makeCard(const std::string& path,
                    core::Result<std::unique_ptr<storage::Session>> session) {
  RecentCard card;
  card.path = path;
  if (!session) {
    card.problem = session.error().message;
    return card;
  }
  card.info = (*session)->info();
  const auto end = card.info.duration_ns > 0 ? card.info.duration_ns : 1;
  for (const auto& bucket : (*session)->overview(0, end, kSparklinePoints)) {
    card.alive.push_back(bucket.alive_end);
  }
  return card;
}

}  // namespace uvscope::ui
