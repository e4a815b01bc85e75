#include "ui/logic/subtree.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

constexpr std::uint64_t kPage = 256;

}  // namespace

SubtreeCount::SubtreeCount(storage::Session& session, core::ResourceKey top, storage::ParentKind by,
                           std::uint64_t most)
    : session_(session), top_(top), by_(by), most_(most), pending_{{top, 0}} {}

bool SubtreeCount::step() {
  if (pending_.empty()) return false;
  Pending& parent = pending_.back();
  const std::uint64_t left = most_ - totals_.resources;
  const std::uint64_t wanted = std::clamp<std::uint64_t>(left, 1, kPage);
  const auto children = session_.children(parent.key, by_, parent.offset, wanted);
  if (left == 0 && !children.empty()) {
    totals_.more = true;
    pending_.clear();
    return false;
  }
  parent.offset += children.size();
  if (children.size() < wanted) pending_.pop_back();
  for (const storage::TreeNode& child : children) {
    // A program may give an id twice, and then a resource can stand above itself.
    if (child.key == top_) continue;
    ++totals_.resources;
    if (child.resource) {
      totals_.alive += child.resource->destroyed() ? 0 : 1;
      totals_.runs += child.resource->runs;
      totals_.run_ns += child.resource->run_ns;
    }
    if (child.children != 0) pending_.push_back({child.key, 0});
  }
  return true;
}

Search<core::ResourceKey, SubtreeTotals>::Slice subtreeSlices(storage::Session& session,
                                                              core::ResourceKey top,
                                                              storage::ParentKind by) {
  const auto count = std::make_shared<SubtreeCount>(session, top, by, kMostInSubtree);
  return [count](SubtreeTotals& out, const std::stop_token& stop) {
    const auto end = std::chrono::steady_clock::now() + kSlice;
    bool left = true;
    while (left && !stop.stop_requested() && std::chrono::steady_clock::now() < end)
      left = count->step();
    out = count->totals();
    return !left;
  };
}

std::string subtreeSize(const SubtreeTotals& totals) {
  return fmt::format("{}{}, {}{} alive", totals.more ? "more than " : "",
                     formatPlural(totals.resources, "resource"), formatCount(totals.alive),
                     totals.more ? " of these" : "");
}

}  // namespace uvscope::ui
