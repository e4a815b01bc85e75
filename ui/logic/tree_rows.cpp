#include "ui/logic/tree_rows.h"

#include <algorithm>
#include <map>

#include "ui/logic/match_tree.h"

namespace uvscope::ui {
namespace {

using storage::ParentKind;
using storage::TreeNode;

constexpr std::uint16_t kOpenByDefaultBelow = 3;
constexpr std::size_t kRowsOpenedByDefault = 200;
constexpr std::uint16_t kMatchesOpenBelow = 64;  // rows of a tree are made by recursion

class Builder {
 public:
  Builder(storage::Session& session, ParentKind by, const TreeState& tree,
          const std::optional<core::ResourceKey>& selection, const MatchTree* only,
          SortedChildren* sorted)
      : session_(session), by_(by), tree_(tree), only_(only), sorted_(sorted) {
    if (selection) path_ = session.chain(*selection, by);
  }

  std::vector<TreeRow> build() {
    auto roots = only_ != nullptr ? only_->roots() : session_.roots(by_);
    addSelectedRoot(roots);
    for (std::size_t i = 0; i < roots.size(); ++i)
      node(roots[i], 0, 0, i + 1 < roots.size());
    return std::move(rows_);
  }

 private:
  // roots() lists those that have children; a selection without parents or children still shows.
  void addSelectedRoot(std::vector<TreeNode>& roots) const {
    if (path_.empty()) return;
    const auto known = std::any_of(roots.begin(), roots.end(), [this](const TreeNode& root) {
      return root.key == path_.back().key;
    });
    if (!known) roots.push_back(path_.back());
  }

  [[nodiscard]] bool onPath(core::ResourceKey key) const {
    return std::any_of(path_.begin(), path_.end(),
                       [key](const TreeNode& node) { return node.key == key; });
  }

  [[nodiscard]] bool opened(core::ResourceKey key, std::uint16_t depth) const {
    if (const auto decided = tree_.unfolded.find(key); decided != tree_.unfolded.end()) {
      return decided->second;
    }
    if (!path_.empty() && path_.front().key != key && onPath(key)) return true;
    if (only_ != nullptr) return depth < kMatchesOpenBelow;
    return depth < kOpenByDefaultBelow && rows_.size() < kRowsOpenedByDefault;
  }

  [[nodiscard]] bool full() const { return rows_.size() >= kMostTreeRows; }

  void node(const TreeNode& node, std::uint16_t depth, std::uint64_t guides, bool more_below) {
    if (full()) return;
    TreeRow row;
    row.depth = depth;
    row.guides = guides;
    row.key = node.key;
    row.record = node.resource;
    row.children = node.children;
    row.open = node.children > 0 && opened(node.key, depth);
    row.matches = only_ == nullptr || only_->matches(node.key);
    rows_.push_back(row);
    if (!row.open) return;
    if (more_below && depth < 64) guides |= std::uint64_t{1} << depth;
    childrenOf(node, static_cast<std::uint16_t>(depth + 1), guides);
  }

  TreeRow special(TreeRowKind kind, core::ResourceKey parent, std::uint16_t depth,
                  std::uint64_t guides) {
    TreeRow row;
    row.kind = kind;
    row.key = parent;
    row.depth = depth;
    row.guides = guides;
    return row;
  }

  void childrenOf(const TreeNode& parent, std::uint16_t depth, std::uint64_t guides) {
    const auto wanted = tree_.pages.find(parent.key);
    const std::uint64_t last_page = (parent.children - 1) / kTreePage;
    const std::uint64_t page =
        wanted == tree_.pages.end() ? 0 : std::min(wanted->second, last_page);
    const auto nodes = pageOf(parent, page * kTreePage);
    const bool unsorted = sorted_ != nullptr && !sorted_->sorts(parent.children);
    if (page > 0) {
      TreeRow row = special(TreeRowKind::EarlierPage, parent.key, depth, guides);
      row.children = page * kTreePage;
      row.page = page - 1;
      row.unsorted = unsorted;
      rows_.push_back(row);
    }
    const auto entries = entriesOf(parent.key, nodes);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const bool more = i + 1 < entries.size() || page < last_page;
      if (entries[i].members.size() == 1) {
        node(*entries[i].members.front(), depth, guides, more);
      } else {
        group(parent.key, entries[i], depth, guides, more);
      }
      if (full()) {
        rows_.push_back(special(TreeRowKind::TooMany, parent.key, depth, guides));
        return;
      }
    }
    showSelectionsChild(parent.key, nodes, depth, guides);
    if (page < last_page) {
      TreeRow row = special(TreeRowKind::LaterPage, parent.key, depth, guides);
      row.children = parent.children - (page + 1) * kTreePage;
      row.page = page + 1;
      row.unsorted = unsorted;
      rows_.push_back(row);
    }
  }

  std::vector<TreeNode> pageOf(const TreeNode& parent, std::uint64_t offset) {
    if (only_ != nullptr) return only_->children(parent.key, offset, kTreePage);
    if (sorted_ == nullptr) return session_.children(parent.key, by_, offset, kTreePage);
    return sorted_->page(parent.key, parent.children, offset, kTreePage);
  }

  // The child that leads to the selection, where it is on another page.
  void showSelectionsChild(core::ResourceKey parent, const std::vector<TreeNode>& page,
                           std::uint16_t depth, std::uint64_t guides) {
    for (std::size_t i = 1; i < path_.size(); ++i) {
      if (path_[i].key != parent) continue;
      const TreeNode child = path_[i - 1];
      const bool shown = std::any_of(page.begin(), page.end(), [&child](const TreeNode& sibling) {
        return sibling.key == child.key;
      });
      if (!shown) node(child, depth, guides, false);
      return;
    }
  }

  // A node of its own, or siblings of one type.
  struct Entry {
    core::TypeId type;
    std::vector<const TreeNode*> members;
  };

  [[nodiscard]] std::vector<Entry> entriesOf(core::ResourceKey parent,
                                             const std::vector<TreeNode>& nodes) const {
    std::map<core::TypeId, std::size_t> counts;
    for (const TreeNode& node : nodes) {
      if (foldable(parent, node)) ++counts[node.resource->type];
    }
    std::vector<Entry> entries;
    std::map<core::TypeId, std::size_t> group_at;
    for (const TreeNode& node : nodes) {
      const core::TypeId type = node.resource ? node.resource->type : core::TypeId{};
      if (!foldable(parent, node) || counts[type] < foldFrom()) {
        entries.push_back({type, {&node}});
        continue;
      }
      const auto [at, fresh] = group_at.try_emplace(type, entries.size());
      if (fresh) entries.push_back({type, {}});
      entries[at->second].members.push_back(&node);
    }
    return entries;
  }

  // An open group keeps the selection: going through it with the keys must not change its rows.
  [[nodiscard]] bool foldable(core::ResourceKey parent, const TreeNode& node) const {
    if (!node.resource || (only_ != nullptr && node.children > 0)) return false;
    return !onPath(node.key) || tree_.open_groups.contains({parent, node.resource->type});
  }

  [[nodiscard]] std::size_t foldFrom() const {
    return only_ != nullptr ? kFoldMatchesFrom : kFoldFrom;
  }

  void group(core::ResourceKey parent, const Entry& entry, std::uint16_t depth,
             std::uint64_t guides, bool more_below) {
    TreeRow row = special(TreeRowKind::Group, parent, depth, guides);
    row.type = entry.type;
    row.children = entry.members.size();
    row.open = tree_.open_groups.contains({parent, entry.type});
    for (const TreeNode* const member : entry.members) {
      const auto& record = *member->resource;
      row.lives.emplace_back(record.init_seq, record.destroy_seq);
    }
    rows_.push_back(row);
    if (!row.open) return;
    if (more_below && depth < 64) guides |= std::uint64_t{1} << depth;
    for (std::size_t i = 0; i < entry.members.size() && !full(); ++i) {
      node(*entry.members[i], static_cast<std::uint16_t>(depth + 1), guides,
           i + 1 < entry.members.size());
    }
  }

  storage::Session& session_;
  const ParentKind by_;
  const TreeState& tree_;
  const MatchTree* const only_;   // null: all
  SortedChildren* const sorted_;  // null: in order of birth
  std::vector<TreeNode> path_;    // from the selection to its root
  std::vector<TreeRow> rows_;
};

}  // namespace

std::vector<TreeRow> treeRows(storage::Session& session, ParentKind by, const TreeState& tree,
                              const std::optional<core::ResourceKey>& selection,
                              SortedChildren* sorted) {
  return Builder(session, by, tree, selection, nullptr, sorted).build();
}

std::vector<TreeRow> matchRows(storage::Session& session, ParentKind by, const TreeState& tree,
                               const std::optional<core::ResourceKey>& selection,
                               const std::vector<storage::ResourceRecord>& matches,
                               ChildOrder order) {
  const MatchTree only(session, by, matches, selection, order);
  return Builder(session, by, tree, selection, &only, nullptr).build();
}

std::uint64_t aliveIn(const TreeRow& group, storage::EventSeq at) {
  return static_cast<std::uint64_t>(
      std::count_if(group.lives.begin(), group.lives.end(), [at](const auto& life) {
        return life.first <= at && (life.second == storage::kNoSeq || life.second > at);
      }));
}

}  // namespace uvscope::ui
