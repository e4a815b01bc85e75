#include "ui/logic/subtree.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "ui/logic/format.h"

namespace uvscope::ui {

using storage::SubtreeTotals;

Search<core::ResourceKey, SubtreeTotals>::Slice subtreeSlices(storage::Session& session,
                                                              core::ResourceKey top,
                                                              storage::ParentKind by) {
  const std::shared_ptr<storage::SubtreeQuery> query = session.subtrees({top}, by);
  return [query](SubtreeTotals& out, const std::stop_token& stop) {
    const auto end = std::chrono::steady_clock::now() + kSlice;
    bool left = true;
    while (left && !stop.stop_requested() && std::chrono::steady_clock::now() < end)
      left = query->step();
    out = query->totals().front();
    return !left;
  };
}

std::string subtreeSize(const SubtreeTotals& totals) {
  return fmt::format("{}{}, {}{} alive", totals.more ? "more than " : "",
                     formatPlural(totals.resources, "resource"), formatCount(totals.alive),
                     totals.more ? " of these" : "");
}

}  // namespace uvscope::ui
