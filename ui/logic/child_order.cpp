#include "ui/logic/child_order.h"

#include <algorithm>
#include <utility>

namespace uvscope::ui {
namespace {

using storage::ParentKind;
using storage::TreeNode;

constexpr std::uint64_t kPage = 4096;

// Larger ones come first.
std::uint64_t rankOf(const TreeNode& node, ChildOrder order) {
  if (!node.resource) return 0;
  const storage::ResourceRecord& resource = *node.resource;
  switch (order) {
    case ChildOrder::Birth:
      return 0;
    case ChildOrder::Time:
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

}  // namespace

std::string_view childOrderName(ChildOrder order) {
  switch (order) {
    case ChildOrder::Birth:
      return "birth";
    case ChildOrder::Time:
      return "callback time";
    case ChildOrder::Children:
      return "number of children";
    case ChildOrder::LastEvent:
      return "last event";
    case ChildOrder::Alive:
      return "alive first";
  }
  return {};
}

void sortChildren(std::vector<TreeNode>& children, ChildOrder order) {
  if (order == ChildOrder::Birth) return;
  std::ranges::stable_sort(children, std::ranges::greater{},
                           [order](const TreeNode& node) { return rankOf(node, order); });
}

std::vector<TreeNode> SortedChildren::page(core::ResourceKey parent, std::uint64_t children,
                                           std::uint64_t offset, std::uint64_t limit) {
  if (order_ == ChildOrder::Birth || !sorts(children))
    return session_.children(parent, by_, offset, limit);
  const auto& order = orderOf(parent);
  std::vector<TreeNode> out;
  for (std::uint64_t i = offset; i < order.size() && i - offset < limit; ++i)
    out.push_back(nodeOf(order[i]));
  return out;
}

const std::vector<core::ResourceKey>& SortedChildren::orderOf(core::ResourceKey parent) {
  if (const auto known = orders_.find(parent); known != orders_.end()) return known->second;
  using Ranked = std::pair<std::uint64_t, core::ResourceKey>;
  std::vector<Ranked> ranked;
  for (std::vector<TreeNode> page;;) {
    page = session_.children(parent, by_, ranked.size(), kPage);
    for (const TreeNode& node : page)
      ranked.emplace_back(rankOf(node, order_), node.key);
    if (page.size() < kPage) break;
  }
  std::ranges::stable_sort(ranked, std::ranges::greater{}, &Ranked::first);
  if (remembered_ + ranked.size() > kMostRemembered) {
    orders_.clear();
    remembered_ = 0;
  }
  remembered_ += ranked.size();
  std::vector<core::ResourceKey>& order = orders_[parent];
  order.reserve(ranked.size());
  for (const Ranked& one : ranked)
    order.push_back(one.second);
  return order;
}

TreeNode SortedChildren::nodeOf(core::ResourceKey key) {
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
