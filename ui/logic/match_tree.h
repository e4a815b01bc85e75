// One of the two trees with the matches of a filter alone and, so that they hang together, their
// ancestors. Bounded by the matches that are given and by kMostTreeRows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "storage/session.h"
#include "ui/logic/child_order.h"

namespace uvscope::ui {

class MatchTree {
 public:
  // `matches` in order of init. `selection` is in it too, whether it matches or not.
  MatchTree(storage::Session& session, storage::ParentKind by,
            const std::vector<storage::ResourceRecord>& matches,
            const std::optional<core::ResourceKey>& selection, ChildOrder order);

  // As those of a session; what is not in this tree has no children. The number of children of a
  // node is that of those which are in it.
  [[nodiscard]] std::vector<storage::TreeNode> roots() const;
  [[nodiscard]] std::vector<storage::TreeNode> children(core::ResourceKey parent,
                                                        std::uint64_t offset,
                                                        std::uint64_t limit) const;

  // Matches, and is not here as an ancestor or as the selection alone.
  [[nodiscard]] bool matches(core::ResourceKey key) const;

 private:
  struct Node {
    std::optional<storage::ResourceRecord> resource;
    bool matches = false;
    std::vector<core::ResourceKey> children;
  };

  void add(storage::Session& session, storage::ParentKind by, core::ResourceKey key,
           std::optional<storage::ResourceRecord> resource);
  [[nodiscard]] storage::TreeNode nodeOf(core::ResourceKey key) const;
  void sortAllChildren(storage::Session& session, storage::ParentKind by, ChildOrder order);

  std::map<core::ResourceKey, Node> nodes_;
};

}  // namespace uvscope::ui
