#include "ui/logic/match_tree.h"

#include <algorithm>
#include <utility>

#include "ui/logic/tree_rows.h"

namespace uvscope::ui {

using core::ResourceKey;
using storage::ParentKind;
using storage::ResourceRecord;
using storage::TreeNode;

MatchTree::MatchTree(storage::Session& session, ParentKind by,
                     const std::vector<ResourceRecord>& matches,
                     const std::optional<ResourceKey>& selection, ChildOrder order) {
  for (const ResourceRecord& match : matches) {
    if (nodes_.size() >= kMostTreeRows) break;
    add(session, by, match.key, match);
    nodes_[match.key].matches = true;
  }
  if (selection) add(session, by, *selection, session.resource(*selection));
  sortAllChildren(session, by, order);
}

// An ancestor that is in the tree already has its own ancestors there.
void MatchTree::add(storage::Session& session, ParentKind by, ResourceKey key,
                    std::optional<ResourceRecord> resource) {
  const auto [first, fresh] = nodes_.try_emplace(key);
  if (!fresh) return;
  first->second.resource = std::move(resource);
  for (auto at = first; at->second.resource;) {
    const ResourceRecord& child = *at->second.resource;
    const ResourceKey parent{child.key.context,
                             by == ParentKind::Trigger ? child.trigger : child.execution};
    const auto [above, unknown] = nodes_.try_emplace(parent);
    above->second.children.push_back(child.key);
    if (!unknown) return;
    above->second.resource = session.resource(parent);
    at = above;
  }
}

void MatchTree::sortAllChildren(storage::Session& session, ParentKind by, ChildOrder order) {
  const auto born_before = [this](ResourceKey a, ResourceKey b) {
    const auto& left = nodes_.at(a).resource;
    const auto& right = nodes_.at(b).resource;
    return std::pair(left ? left->init_seq : 0, a) < std::pair(right ? right->init_seq : 0, b);
  };
  for (auto& [key, node] : nodes_) {
    std::ranges::sort(node.children, born_before);
    if (order == ChildOrder::Birth) continue;
    std::vector<TreeNode> children;
    for (const ResourceKey child : node.children)
      children.push_back(nodeOf(child));
    node.children = sortedKeys(session, by, children, order);
  }
}

TreeNode MatchTree::nodeOf(ResourceKey key) const {
  const Node& node = nodes_.at(key);
  return {key, node.resource, node.children.size()};
}

std::vector<TreeNode> MatchTree::roots() const {
  std::vector<TreeNode> out;
  for (const auto& [key, node] : nodes_) {
    if (!node.resource) out.push_back(nodeOf(key));
  }
  return out;
}

std::vector<TreeNode> MatchTree::children(ResourceKey parent, std::uint64_t offset,
                                          std::uint64_t limit) const {
  std::vector<TreeNode> out;
  const auto node = nodes_.find(parent);
  if (node == nodes_.end()) return out;
  const auto& all = node->second.children;
  for (std::uint64_t i = offset; i < all.size() && i < offset + limit; ++i)
    out.push_back(nodeOf(all[i]));
  return out;
}

bool MatchTree::matches(ResourceKey key) const {
  const auto node = nodes_.find(key);
  return node != nodes_.end() && node->second.matches;
}

}  // namespace uvscope::ui
