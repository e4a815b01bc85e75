#include "ui/logic/tree_rows.h"

#include <sstream>

#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"
#include "ui/logic/format.h"

namespace uvscope::ui {
namespace {

using storage::ParentKind;
using testing::key;
using testing::MemorySession;

// A line a row: indented by depth, "- " before open nodes, "+ " before closed ones.
std::string drawn(const std::vector<TreeRow>& rows) {
  std::ostringstream out;
  for (const TreeRow& row : rows) {
    out << std::string(row.depth * 2U, ' ') << (row.open ? "- " : row.children > 0 ? "+ " : "  ");
    switch (row.kind) {
      case TreeRowKind::Node:
        out << formatKey(row.key);
        break;
      case TreeRowKind::Group:
        out << row.children << "x" << core::providerName(row.type);
        break;
      case TreeRowKind::EarlierPage:
        out << row.children << " earlier";
        break;
      case TreeRowKind::LaterPage:
        out << row.children << " later";
        break;
      case TreeRowKind::TooMany:
        out << "too many";
        break;
    }
    out << '\n';
  }
  return out.str();
}

TEST(TreeRows, FollowTheTriggerParents) {
  MemorySession session(testing::kServer);
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, {}, {})),
            "- 1\n  - 2\n    - 4\n        5\n      + 6\n    3\n");
}

TEST(TreeRows, FollowTheExecutionParents) {
  MemorySession session(testing::kServer);
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Execution, {}, {})),
            "- 1\n  - 2\n      5\n    3\n- 0\n  - 4\n    - 6\n        7\n");
}

std::string childrenIn(storage::Session& session, ChildOrder order) {
  SortedChildren sorted(session, ParentKind::Trigger, order);
  std::string out;
  for (const auto& node : sorted.page(key(1), 5, 0, 100))
    out += formatKey(node.key) + " ";
  return out;
}

// Below the main program: 2 runs 300 ns and is destroyed, 3 has two children, 4 runs 500 ns, 5 has
// the last event, 6 nothing.
constexpr const char* kSiblings = R"(
  init 2 TIMERWRAP trigger=1 exec=1
  init 3 TIMERWRAP trigger=1 exec=1
  init 4 TIMERWRAP trigger=1 exec=1
  init 5 TIMERWRAP trigger=1 exec=1
  init 6 TIMERWRAP trigger=1 exec=1
  init 7 TIMERWRAP trigger=3 exec=1
  init 8 TIMERWRAP trigger=3 exec=1
  before 2 callback @1000
  after 2 @1300
  before 4 callback @2000
  after 4 @2500
  destroy 2
  unref 5
)";

TEST(ChildOrder, IsOfOneFigureThenOfBirth) {
  MemorySession session(kSiblings);
  EXPECT_EQ(childrenIn(session, ChildOrder::Birth), "2 3 4 5 6 ");
  EXPECT_EQ(childrenIn(session, ChildOrder::Time), "4 2 3 5 6 ");
  EXPECT_EQ(childrenIn(session, ChildOrder::Children), "3 2 4 5 6 ");
  EXPECT_EQ(childrenIn(session, ChildOrder::LastEvent), "5 2 4 6 3 ");
  EXPECT_EQ(childrenIn(session, ChildOrder::Alive), "3 4 5 6 2 ");
}

TEST(ChildOrder, IsTheSameOverPages) {
  MemorySession session(kSiblings);
  SortedChildren sorted(session, ParentKind::Trigger, ChildOrder::Time);
  const auto second = sorted.page(key(1), 5, 2, 2);
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[0].key, key(3));
  EXPECT_EQ(second[0].children, 2U);
  EXPECT_EQ(second[1].key, key(5));
  EXPECT_TRUE(sorted.page(key(1), 5, 5, 2).empty());
}

TEST(ChildOrder, OfVeryManyIsThatOfBirth) {
  MemorySession session(kSiblings);
  SortedChildren sorted(session, ParentKind::Trigger, ChildOrder::Time);
  EXPECT_TRUE(sorted.sorts(kMostSorted));
  EXPECT_FALSE(sorted.sorts(kMostSorted + 1));
  EXPECT_EQ(sorted.page(key(1), kMostSorted + 1, 0, 1).front().key, key(2));
  EXPECT_TRUE(
      SortedChildren(session, ParentKind::Trigger, ChildOrder::Birth).sorts(kMostSorted + 1));
}

TEST(ChildOrder, ShowsInTheRowsWithAFilterAndWithout) {
  MemorySession session(testing::kServer);
  SortedChildren sorted(session, ParentKind::Trigger, ChildOrder::Alive);
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, {}, {}, &sorted)),
            "- 1\n  - 2\n    - 4\n        5\n      + 6\n    3\n");
  MemorySession siblings(kSiblings);
  const std::vector<storage::ResourceRecord> matches{*siblings.resource(key(2)),
                                                     *siblings.resource(key(4))};
  EXPECT_EQ(drawn(matchRows(siblings, ParentKind::Trigger, {}, {}, matches, ChildOrder::Time)),
            "- 1\n    4\n    2\n");
}

TEST(TreeRows, APersonsFoldingWins) {
  MemorySession session(testing::kServer);
  TreeState tree;
  tree.unfolded[key(2)] = false;
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, tree, {})), "- 1\n  + 2\n    3\n");
}

TEST(TreeRows, TheSelectionIsVisibleHoweverDeep) {
  MemorySession session(testing::kServer);
  EXPECT_NE(drawn(treeRows(session, ParentKind::Trigger, {}, key(7))).find("        7\n"),
            std::string::npos);
}

TEST(TreeRows, SiblingsOfOneTypeFoldIntoOneRow) {
  MemorySession session(testing::manyTimers(5, 2));
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, {}, {})),
            "- 1\n  - 2\n    + 7xTIMERWRAP\n");
}

TEST(TreeRows, AGroupOpensToItsMembers) {
  MemorySession session(testing::manyTimers(4, 0));
  TreeState tree;
  tree.open_groups.insert({key(2), core::typeOf(core::Provider::Timer)});
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, tree, {})),
            "- 1\n  - 2\n    - 4xTIMERWRAP\n        3\n        4\n        5\n        6\n");
}

TEST(TreeRows, TheSelectionIsNotFoldedAway) {
  MemorySession session(testing::manyTimers(5, 0));
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, {}, key(4))),
            "- 1\n  - 2\n    + 4xTIMERWRAP\n      4\n");
}

TEST(TreeRows, AnOpenGroupKeepsTheSelectionAmongItsRows) {
  MemorySession session(testing::manyTimers(4, 0));
  TreeState tree;
  tree.open_groups.insert({key(2), core::typeOf(core::Provider::Timer)});
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, tree, key(4))),
            drawn(treeRows(session, ParentKind::Trigger, tree, {})));
}

TEST(TreeRows, AGroupCountsWhatExistsAtTheCursor) {
  MemorySession session(testing::manyTimers(4, 2));
  const auto rows = treeRows(session, ParentKind::Trigger, {}, {});
  ASSERT_EQ(rows.back().kind, TreeRowKind::Group);
  EXPECT_EQ(aliveIn(rows.back(), 1), 0U);
  EXPECT_EQ(aliveIn(rows.back(), 2), 1U);
  EXPECT_EQ(aliveIn(rows.back(), 3), 0U);
  EXPECT_EQ(aliveIn(rows.back(), session.info().events), 2U);
}

TEST(TreeRows, VeryManyChildrenComeInPages) {
  MemorySession session(testing::manyTimers(0, static_cast<int>(kTreePage) + 10));
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, {}, {})),
            "- 1\n  - 2\n    + 1000xTIMERWRAP\n    + 10 later\n");
  TreeState tree;
  tree.pages[key(2)] = 1;
  EXPECT_EQ(drawn(treeRows(session, ParentKind::Trigger, tree, {})),
            "- 1\n  - 2\n    + 1000 earlier\n    + 10xTIMERWRAP\n");
}

TEST(TreeRows, ASelectionOnAnotherPageIsShownAllTheSame) {
  MemorySession session(testing::manyTimers(0, static_cast<int>(kTreePage) + 10));
  const auto rows = treeRows(session, ParentKind::Trigger, {}, key(kTreePage + 8));
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                          [](const TreeRow& row) { return row.key == key(kTreePage + 8); }));
}

TEST(TreeRows, AnEmptySessionHasNone) {
  MemorySession session;
  EXPECT_TRUE(treeRows(session, ParentKind::Trigger, {}, {}).empty());
}

}  // namespace
}  // namespace uvscope::ui
