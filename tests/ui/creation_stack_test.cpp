// Creation stacks in what the inspector and the leak report say.
#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "ui/logic/inspection.h"
#include "ui/logic/leak_report.h"

namespace uvscope::ui {
namespace {

using testing::key;
using testing::MemorySession;

const std::vector<core::StackFrame> kFromServer{
    {"/lib/libuv.so.1", 0x10, "", "", 0, false},
    {"/bin/server", 0x20, "start", "/src/server.c", 42, true},
    {"/bin/server", 0x20, "main", "/src/server.c", 99, false}};
const std::vector<core::StackFrame> kFromClient{
    {"/bin/server", 0x30, "dial", "/src/client.c", 7, false}};

struct CreationStackTest : ::testing::Test {
  CreationStackTest() {
    session.addStack({1}, kFromServer);
    session.addStack({2}, kFromClient);
  }

  MemorySession session{R"(
    init 2 TIMERWRAP trigger=1 exec=1 stack=1
    init 3 TIMERWRAP trigger=1 exec=1 stack=2
    init 4 TIMERWRAP trigger=1 exec=1 stack=1
    init 5 TIMERWRAP trigger=1 exec=1
  )"};
};

TEST_F(CreationStackTest, IsInspectedWithTheProgramsOwnCallMarked) {
  const Inspection with = inspect(session, key(2), 4);
  EXPECT_EQ(with.frames, kFromServer);
  EXPECT_EQ(with.site, 1U);
  EXPECT_TRUE(inspect(session, key(5), 4).frames.empty());
}

TEST_F(CreationStackTest, TellsLeaksOfOneTypeAndOriginApart) {
  const LeakReport report = leakReport(session, 4);
  ASSERT_EQ(report.groups.size(), 3U);
  EXPECT_EQ(report.groups[0].count, 2U);
  EXPECT_EQ(report.groups[0].made_by, "start (server.c:42)");
  EXPECT_EQ(report.groups[1].site, report.groups[0].site);
  EXPECT_EQ(report.groups[1].made_by + report.groups[2].made_by, "dial (client.c:7)");
}

}  // namespace
}  // namespace uvscope::ui
