// What the reading commands show under a filter.
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/run_uvscope.h"
#include "tests/app/session_from_text.h"

namespace uvscope::testing {
namespace {

constexpr std::string_view kFilteredServer = R"(
init 2 TCPSERVERWRAP <1 @1
detail 2 127.0.0.1:8080
before 2 connection
init 3 TCPWRAP <2 @2
after 2
before 3 read 64
init 4 WRITEWRAP <3 @3
+30ms
after 3
before 4
after 4
destroy 4
init 5 TIMERWRAP <2 @1
)";

TEST(EventsFilter, PrintsMatchesAlone) {
  const SessionFromText session(kFilteredServer);
  EXPECT_EQ(printed({"events", session.path(), "--filter", "type:WRITE*"}),
            "init 4 WRITEWRAP trigger=3 exec=3\nbefore 4\nafter 4\ndestroy 4\n");
  EXPECT_EQ(printed({"events", session.path(), "--filter", "run>20ms"}), "after 3\n");
  EXPECT_EQ(printed({"events", session.path(), "--filter", "destroy of #4"}), "destroy 4\n");
  EXPECT_EQ(printed({"events", session.path(), "--resource", "4", "--filter", "-kind:init"}),
            "before 4\nafter 4\ndestroy 4\n");
}

TEST(EventsFilter, MayBeginWithADash) {
  const SessionFromText session("init 2 TIMERWRAP\ninit 3 IDLEWRAP\n");
  EXPECT_EQ(printed({"events", session.path(), "--filter=-type:TIMER*"}),
            "init 3 IDLEWRAP trigger=1 exec=1\n");
  EXPECT_EQ(printed({"events", session.path(), "--filter", "-type:TIMER*"}),
            "init 3 IDLEWRAP trigger=1 exec=1\n");
}

TEST(TreeFilter, ShowsMatchesWithTheirAncestorsAndHowManyAreHidden) {
  const SessionFromText session(kFilteredServer);
  const std::string tree = printed({"tree", session.path(), "--filter", "type:WRITE*"});
  EXPECT_NE(tree.find("WRITEWRAP 4"), std::string::npos) << tree;
  EXPECT_NE(tree.find("TCPSERVERWRAP 2"), std::string::npos) << tree;
  EXPECT_EQ(tree.find("TIMERWRAP 5"), std::string::npos) << tree;
  EXPECT_TRUE(tree.ends_with("\n1 resource hidden\n")) << tree;
}

TEST(TreeFilter, SaysThatNothingMatches) {
  const SessionFromText session(kFilteredServer);
  const Outcome outcome = runUvscope({"tree", session.path(), "--filter", "nothing"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("no resource matches 'nothing'"), std::string::npos) << outcome.err;
}

TEST(LeaksFilter, ReportsMatchesAloneAndSaysSo) {
  const SessionFromText session(kFilteredServer);
  const std::string leaks = printed({"leaks", session.path(), "--filter", "type:TIMER*"});
  EXPECT_TRUE(leaks.starts_with("1 resource that matches “type:TIMER*” was never destroyed.\n"))
      << leaks;
  EXPECT_EQ(leaks.find("TCPWRAP 3"), std::string::npos) << leaks;
  EXPECT_EQ(runUvscope({"leaks", session.path(), "--filter", "type:X", "--fail-on", "info"}).status,
            0);
}

TEST(ResourcesCommand, PrintsALineAResource) {
  const SessionFromText session(kFilteredServer);
  std::istringstream lines(printed({"resources", session.path(), "--filter", "alive"}));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);)
    all.push_back(line);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_NE(all[1].find("TCPSERVERWRAP"), std::string::npos) << all[1];
  EXPECT_NE(all[1].find("127.0.0.1:8080"), std::string::npos) << all[1];
}

TEST(ResourcesCommand, PrintsCsvAndJsonOfTheSameColumns) {
  const SessionFromText session(kFilteredServer);
  std::istringstream csv(printed({"resources", session.path(), "--format", "csv"}));
  std::string header, row;
  std::getline(csv, header);
  std::getline(csv, row);
  EXPECT_EQ(std::ranges::count(header, ','), std::ranges::count(row, ','));
  std::istringstream json(printed({"resources", session.path(), "--format", "json"}));
  std::string names;
  std::getline(json, row);
  const auto first = nlohmann::ordered_json::parse(row);
  for (const auto& [name, value] : first.items())
    names += (names.empty() ? "" : ",") + name;
  EXPECT_EQ(names, header);
  EXPECT_EQ(first["type"], "TCPSERVERWRAP");
  EXPECT_EQ(first["destroy_seq"], nullptr);
}

TEST(ResourcesCommand, SaysWhenTheLimitLeavesSomeOut) {
  const SessionFromText session(kFilteredServer);
  const Outcome cut = runUvscope({"resources", session.path(), "--limit", "2"});
  EXPECT_EQ(std::ranges::count(cut.out, '\n'), 3);
  EXPECT_NE(cut.err.find("more than 2 resources match"), std::string::npos) << cut.err;
  EXPECT_EQ(runUvscope({"resources", session.path(), "--limit", "4"}).err, "");
}

TEST(FilterOption, TellsWhereItIsWrong) {
  const SessionFromText session(kFilteredServer);
  for (const char* command : {"events", "tree", "leaks", "resources"}) {
    const Outcome outcome = runUvscope({command, session.path(), "--filter", "a tpye:x"});
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_EQ(outcome.err, "uvscope: --filter, column 3: no field 'tpye'; did you mean 'type'?\n");
  }
}

TEST(FilterOption, TellsWhatTheSessionCannotAnswer) {
  const SessionFromText session(kFilteredServer);
  for (const char* filter : {"site:pool.js", "-site:pool.js"}) {
    const Outcome outcome = runUvscope({"events", session.path(), "--filter", filter});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("site: no stacks were recorded"), std::string::npos);
  }
  const Outcome kind = runUvscope({"resources", session.path(), "--filter", "kind:init"});
  EXPECT_NE(kind.err.find("asked of events"), std::string::npos) << kind.err;
}

}  // namespace
}  // namespace uvscope::testing
