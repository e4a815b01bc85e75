#include "ui/logic/child_order.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace uvscope::ui {
namespace {

using core::ResourceKey;
using storage::ParentKind;
using storage::TreeNode;

constexpr std::uint64_t kRankedAtOnce = 4096;

// Larger ranks come first.
struct Ranked {
  std::uint64_t rank = 0;
  ResourceKey key;
  bool parent = false;  // it has children
};

bool countsSubtrees(ChildOrder order) {
  return order == ChildOrder::Size || order == ChildOrder::TotalTime;
}

// But for what is below it.
std::uint64_t ownRank(const TreeNode& node, ChildOrder order) {
  if (!node.resource) return 0;
  const storage::ResourceRecord& resource = *node.resource;
  switch (order) {
    case ChildOrder::Birth:
    case ChildOrder::Size:
      return 0;
    case ChildOrder::Time:
    case ChildOrder::TotalTime:
      return resource.run_ns;
    case ChildOrder::Children:
      return node.children;
    case ChildOrder::LastEvent:
      return resource.last_event_ns;
    case ChildOrder::Alive:
      return resource.destroyed() ? 0 : 1;
  }
  return 0;
}

void rank(const std::vector<TreeNode>& nodes, ChildOrder order, std::vector<Ranked>& out) {
  for (const TreeNode& node : nodes)
    out.push_back({ownRank(node, order), node.key, node.children != 0});
}

// Most have nothing below them.
void addSubtrees(storage::Session& session, ParentKind by, ChildOrder order,
                 std::vector<Ranked>& ranked) {
  std::vector<ResourceKey> tops;
  std::vector<Ranked*> parents;
  for (Ranked& one : ranked) {
    if (!one.parent) continue;
    tops.push_back(one.key);
    parents.push_back(&one);
  }
  if (tops.empty()) return;
  const auto query = session.subtrees(std::move(tops), by);
  while (query->step()) {
  }
  const std::vector<storage::SubtreeTotals> totals = query->totals();
  for (std::size_t i = 0; i < parents.size(); ++i)
    parents[i]->rank += order == ChildOrder::Size ? totals[i].resources : totals[i].run_ns;
}

// Stable, so that the order of birth decides between equals.
void sort(storage::Session& session, ParentKind by, ChildOrder order, std::vector<Ranked>& ranked) {
  if (countsSubtrees(order)) addSubtrees(session, by, order, ranked);
  std::ranges::stable_sort(ranked, std::ranges::greater{}, &Ranked::rank);
}

}  // namespace

std::string_view childOrderName(ChildOrder order) {
  switch (order) {
    case ChildOrder::Birth:
      return "birth";
    case ChildOrder::Time:
      return "callback time";
    case ChildOrder::TotalTime:
      return "callback time of all below";
    case ChildOrder::Size:
      return "number of all below";
    case ChildOrder::Children:
      return "number of children";
    case ChildOrder::LastEvent:
      return "last event";
    case ChildOrder::Alive:
      return "alive first";
  }
  return {};
}

std::vector<ResourceKey> sortedKeys(storage::Session& session, ParentKind by,
                                    const std::vector<TreeNode>& children, ChildOrder order) {
  std::vector<Ranked> ranked;
  rank(children, order, ranked);
  if (order != ChildOrder::Birth) sort(session, by, order, ranked);
  std::vector<ResourceKey> keys;
  std::ranges::transform(ranked, std::back_inserter(keys), &Ranked::key);
  return keys;
}

std::vector<TreeNode> SortedChildren::page(ResourceKey parent, std::uint64_t children,
                                           std::uint64_t offset, std::uint64_t limit) {
  if (order_ == ChildOrder::Birth || !sorts(children))
    return session_.children(parent, by_, offset, limit);
  const auto& order = orderOf(parent);
  std::vector<TreeNode> out;
  for (std::uint64_t i = offset; i < order.size() && i - offset < limit; ++i)
    out.push_back(nodeOf(order[i]));
  return out;
}

const std::vector<ResourceKey>& SortedChildren::orderOf(ResourceKey parent) {
  if (const auto known = orders_.find(parent); known != orders_.end()) return known->second;
  std::vector<Ranked> ranked;
  for (std::vector<TreeNode> page;;) {
    page = session_.children(parent, by_, ranked.size(), kRankedAtOnce);
    rank(page, order_, ranked);
    if (page.size() < kRankedAtOnce) break;
  }
  sort(session_, by_, order_, ranked);
  if (remembered_ + ranked.size() > kMostRemembered) {
    orders_.clear();
    remembered_ = 0;
  }
  remembered_ += ranked.size();
  std::vector<ResourceKey>& order = orders_[parent];
  order.reserve(ranked.size());
  std::ranges::transform(ranked, std::back_inserter(order), &Ranked::key);
  return order;
}

TreeNode SortedChildren::nodeOf(ResourceKey key) {
  TreeNode node;
  node.key = key;
  node.resource = session_.resource(key);
  if (node.resource) {
    node.children = by_ == ParentKind::Trigger ? node.resource->trigger_children
                                               : node.resource->execution_children;
  }
  return node;
}

}  // namespace uvscope::ui
