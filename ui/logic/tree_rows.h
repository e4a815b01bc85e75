// One of the two trees as the rows that are open: lazy (only open nodes are read), bounded (a
// node's children are read a page at a time), with siblings of one type folded into one row.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "storage/session.h"
#include "ui/logic/child_order.h"
#include "ui/logic/view_state.h"

namespace uvscope::ui {

inline constexpr std::uint64_t kTreePage = 1000;  // children read at a time
inline constexpr std::size_t kFoldFrom = 4;       // siblings of one type that become a group
inline constexpr std::size_t kFoldMatchesFrom = 20;
inline constexpr std::size_t kMostTreeRows = 50'000;

struct TreeRow {
  TreeRowKind kind = TreeRowKind::Node;
  std::uint16_t depth = 0;
  std::uint64_t guides = 0;  // bit d: the ancestor at depth d has a sibling below this row
  core::ResourceKey key;     // Node: itself; else the parent whose children these are
  std::optional<storage::ResourceRecord> record;  // Node: nothing for roots and unknown parents
  core::TypeId type;                              // Group
  std::uint64_t children = 0;  // Node: direct ones; Group: members; pages: how many more there are
  std::uint64_t page = 0;      // pages: the one to go to
  bool open = false;
  bool unsorted = false;  // pages: so many children that they stay in order of birth
  bool matches = true;    // Node: the filter lets it through, or there is none
  // Group: (init, destroy) of each member, for counting those open at the cursor.
  std::vector<std::pair<storage::EventSeq, storage::EventSeq>> lives;
};

// `sorted`: the order of children, of this session and tree; null: that of birth. What is selected
// stays visible: its ancestors are open unless `tree` says otherwise, and it is
// not folded into a group that is closed.
std::vector<TreeRow> treeRows(storage::Session& session, storage::ParentKind by,
                              const TreeState& tree,
                              const std::optional<core::ResourceKey>& selection,
                              SortedChildren* sorted = nullptr);

// The same of what a filter lets through and of what leads there, which is open by default. Groups
// are of siblings with nothing below them, from kFoldMatchesFrom on.
std::vector<TreeRow> matchRows(storage::Session& session, storage::ParentKind by,
                               const TreeState& tree,
                               const std::optional<core::ResourceKey>& selection,
                               const std::vector<storage::ResourceRecord>& matches,
                               ChildOrder order = ChildOrder::Birth);

// Members of a group that exist after event `at`.
std::uint64_t aliveIn(const TreeRow& group, storage::EventSeq at);

}  // namespace uvscope::ui
