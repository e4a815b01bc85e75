#include "ui/logic/subtree.h"

#include <map>

#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"

namespace uvscope::ui {
namespace {

using storage::ParentKind;
using storage::SubtreeTotals;
using testing::key;
using testing::MemorySession;

SubtreeTotals below(storage::Session& session, std::uint64_t id, ParentKind by) {
  const auto slice = subtreeSlices(session, key(id), by);
  SubtreeTotals totals;
  while (!slice(totals, {})) {
  }
  return totals;
}

// A timer that makes `broad` timers in its callback, one of which makes as many.
std::string family(int broad) {
  std::string text = "init 2 TIMERWRAP trigger=1 exec=1\nbefore 2 callback\n";
  for (int i = 0; i < broad; ++i)
    text += "init " + std::to_string(10 + i) + " TIMERWRAP trigger=2 exec=2\n";
  text += "after 2\nbefore 10 callback\n";
  for (int i = 0; i < broad; ++i)
    text += "init " + std::to_string(10 + broad + i) + " TIMERWRAP trigger=10 exec=10\n";
  return text + "after 10\ndestroy 10\n";
}

TEST(Subtree, AddsUpWhatIsBelowInEachTree) {
  MemorySession session(testing::kServer);  // 1 - 2 - 4 - {5, 6 - 7}; by execution 4 - 6 - 7
  EXPECT_EQ(below(session, 2, ParentKind::Trigger).resources, 4U);
  EXPECT_EQ(below(session, 4, ParentKind::Trigger).resources, 3U);
  EXPECT_EQ(below(session, 4, ParentKind::Execution).resources, 2U);
  EXPECT_EQ(below(session, 5, ParentKind::Trigger), SubtreeTotals{});
}

TEST(Subtree, CountsWhatLivesAndRanOverManyPages) {
  MemorySession session(family(600));
  const SubtreeTotals all = below(session, 2, ParentKind::Trigger);
  EXPECT_EQ(all.resources, 1200U);
  EXPECT_EQ(all.alive, 1199U);
  EXPECT_EQ(all.runs, 1U);
  EXPECT_GT(all.run_ns, 0U);
  EXPECT_FALSE(all.more);
}

TEST(Subtree, SaysWhatWasNotCounted) {
  MemorySession session(family(600));
  EXPECT_EQ(subtreeSize(below(session, 2, ParentKind::Trigger)), "1 200 resources, 1 199 alive");
  EXPECT_EQ(subtreeSize({1199, 1198, 0, 0, true}),
            "more than 1 199 resources, 1 198 of these alive");
}

TEST(Subtree, EndsWhereAResourceStandsAboveItself) {
  MemorySession session("init 2 TIMERWRAP trigger=3 exec=1\ninit 3 TIMERWRAP trigger=2 exec=1\n");
  EXPECT_EQ(below(session, 2, ParentKind::Trigger).resources, 1U);
}

}  // namespace
}  // namespace uvscope::ui
