// What the reading commands print, on sessions small enough to see through.
#include <array>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/commands/record_summary.h"
#include "app/commands/session_name.h"
#include "tests/app/run_uvscope.h"
#include "tests/app/session_from_text.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::testing {
namespace {

// The example of the documentation: a server, a connection in its callback, a write on it.
constexpr std::string_view kBusyServer = R"(
init 2 TCPWRAP <1 @1
detail 2 127.0.0.1:8080
retype 2 TCPSERVERWRAP
before 2 connection
init 3 TCPWRAP <2 @2
after 2
before 3 read 64
init 4 WRITEWRAP <3 @3
after 3
before 4
after 4
destroy 4
init 5 TIMERWRAP <2 @1
closing 2
destroy 2
)";

using app::describe;
using app::RecordSummary;
using app::unusedSessionPath;

TEST(EventsCommand, PrintsATraceUnderTheNamesThatResourcesHaveInTheEnd) {
  const SessionFromText session(kBusyServer);
  EXPECT_EQ(printed({"events", session.path()}),
            "init 2 TCPSERVERWRAP trigger=1 exec=1\n"
            "retype 2 TCPSERVERWRAP\n"
            "before 2\n"
            "init 3 TCPWRAP trigger=2 exec=2\n"
            "after 2\n"
            "before 3\n"
            "init 4 WRITEWRAP trigger=3 exec=3\n"
            "after 3\n"
            "before 4\n"
            "after 4\n"
            "destroy 4\n"
            "init 5 TIMERWRAP trigger=2 exec=1\n"
            "closing 2\n"
            "destroy 2\n");
}

TEST(EventsCommand, PrintsThoseOfOneResource) {
  const SessionFromText session(kBusyServer);
  EXPECT_EQ(printed({"events", session.path(), "--resource", "3"}),
            "init 3 TCPWRAP trigger=2 exec=2\nbefore 3\nafter 3\n");
}

TEST(EventsCommand, TellsContextsApartWhereThereAreSeveral) {
  const SessionFromText session("init 2 TIMERWRAP\ninit 2:2 ASYNCWRAP\n");
  EXPECT_EQ(printed({"events", session.path()}),
            "init 1/2 TIMERWRAP trigger=1/1 exec=1/1\n"
            "init 2/2 ASYNCWRAP trigger=2/1 exec=2/1\n");
  EXPECT_EQ(printed({"events", session.path(), "--context", "2"}),
            "init 2 ASYNCWRAP trigger=1 exec=1\n");
}

TEST(EventsCommand, PrintsCsvWithAHeaderAndAsManyFieldsInEveryLine) {
  const SessionFromText session(kBusyServer);
  std::istringstream lines(printed({"events", session.path(), "--format", "csv"}));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "seq,ts_ns,context,kind,id,type,trigger,execution,reason,value,function");
  int rows = 0;
  for (; std::getline(lines, line); ++rows) {
    EXPECT_EQ(std::ranges::count(line, ','), 10) << line;
  }
  EXPECT_EQ(rows, 14);
}

TEST(EventsCommand, PrintsAnObjectALineThatAnyJsonReaderTakes) {
  const SessionFromText session(kBusyServer);
  std::istringstream lines(printed({"events", session.path(), "--format", "json"}));
  std::string line;
  while (std::getline(lines, line)) {
    const nlohmann::json event = nlohmann::json::parse(line);
    EXPECT_TRUE(event.contains("seq"));
    if (event["kind"] == "before" && event["id"] == 3) {
      EXPECT_EQ(event["reason"], "read");
      EXPECT_EQ(event["value"], 64);
    }
  }
}

TEST(TreeCommand, SortsSiblings) {
  const SessionFromText session(kBusyServer);
  const std::string by_birth = printed({"tree", session.path()});
  const std::string alive = printed({"tree", session.path(), "--sort", "alive"});
  EXPECT_LT(by_birth.find("TCPWRAP 3"), by_birth.find("TIMERWRAP 5"));
  EXPECT_EQ(by_birth, alive) << "both children of 2 are alive";
  const std::string last = printed({"tree", session.path(), "--sort", "last-event"});
  EXPECT_LT(last.find("TIMERWRAP 5"), last.find("TCPWRAP 3")) << last;
}

TEST(TreeCommand, SortsSiblingsByAllThatIsBelowThem) {
  const SessionFromText session(
      "init 2 TCPSERVERWRAP\n"
      "init 3 TIMERWRAP <2\nbefore 3\n+2ms\nafter 3\n"
      "init 4 TCPWRAP <2\ninit 5 WRITEWRAP <4\n"
      "init 6 PIPEWRAP <2\ninit 7 WRITEWRAP <6\ninit 8 WRITEWRAP <7\nbefore 8\n+5ms\nafter 8\n");
  const auto places = [&](const std::string& order) {
    const std::string tree = printed({"tree", session.path(), "--sort", order});
    return std::array{tree.find("TIMERWRAP 3"), tree.find("TCPWRAP 4"), tree.find("PIPEWRAP 6")};
  };
  const auto [timer, tcp, pipe] = places("size");
  EXPECT_LT(pipe, tcp);
  EXPECT_LT(tcp, timer);
  const auto [timer_then, tcp_then, pipe_then] = places("total-time");
  EXPECT_LT(pipe_then, timer_then) << "5 ms below it";
  EXPECT_LT(timer_then, tcp_then);
}

TEST(TreeCommand, HangsResourcesUnderTheirTriggers) {
  const SessionFromText session(kBusyServer);
  const std::string tree = printed({"tree", session.path(), "--by", "trigger"});
  EXPECT_NE(tree.find("main program 1\n└─ TCPSERVERWRAP 2  127.0.0.1:8080"), std::string::npos)
      << tree;
  EXPECT_NE(tree.find("   ├─ TCPWRAP 3"), std::string::npos) << tree;
  EXPECT_NE(tree.find("   │  └─ WRITEWRAP 4"), std::string::npos) << tree;
  EXPECT_NE(tree.find("   └─ TIMERWRAP 5 ◆"), std::string::npos) << tree;
}

TEST(TreeCommand, NamesTheThreadsThatMadeTheFirstResources) {
  const SessionFromText session("init 2 TIMERWRAP\ninit 2:2 ASYNCWRAP\n");
  EXPECT_EQ(printed({"tree", session.path()}),
            "main program 1\n"
            "└─ TIMERWRAP 2                                                  alive\n"
            "thread worker 101 2/1\n"
            "└─ ASYNCWRAP 2/2                                                alive\n");
}

TEST(TreeCommand, HangsThemUnderWhatRan) {
  const SessionFromText session(kBusyServer);
  const std::string tree = printed({"tree", session.path(), "--by", "execution"});
  EXPECT_NE(tree.find("\n└─ TIMERWRAP 5 ◆"), std::string::npos) << tree;
}

TEST(TreeCommand, ShowsMatchesWithTheirAncestorsAlone) {
  const SessionFromText session(kBusyServer);
  const std::string tree = printed({"tree", session.path(), "--type", "WRITE*"});
  EXPECT_NE(tree.find("WRITEWRAP 4"), std::string::npos) << tree;
  EXPECT_NE(tree.find("TCPSERVERWRAP 2"), std::string::npos) << tree;
  EXPECT_EQ(tree.find("TIMERWRAP 5"), std::string::npos) << tree;
}

TEST(TreeCommand, ShowsWhatIsAliveWithItsAncestorsAlone) {
  const SessionFromText session(kBusyServer);
  const std::string tree = printed({"tree", session.path(), "--alive"});
  EXPECT_NE(tree.find("TIMERWRAP 5"), std::string::npos) << tree;
  EXPECT_EQ(tree.find("WRITEWRAP 4"), std::string::npos) << tree;
}

TEST(TreeCommand, StopsAtTheDepthAskedForAndSaysWhatIsBelow) {
  const SessionFromText session(kBusyServer);
  const std::string tree = printed({"tree", session.path(), "--depth", "1"});
  EXPECT_EQ(tree.find("TCPWRAP 3"), std::string::npos) << tree;
  EXPECT_NE(tree.find("2 resources below"), std::string::npos) << tree;
}

TEST(TreeCommand, FoldsManySiblingsOfATypeUnlessAskedNotTo) {
  std::string text;
  for (int id = 2; id < 32; ++id)
    text += "init " + std::to_string(id) + " TIMERWRAP\n";
  const SessionFromText session(text);
  const std::string folded = printed({"tree", session.path()});
  EXPECT_NE(folded.find("and 22 TIMERWRAP more"), std::string::npos) << folded;
  const std::string all = printed({"tree", session.path(), "--all"});
  EXPECT_NE(all.find("TIMERWRAP 31"), std::string::npos) << all;
}

TEST(WhyCommand, GoesToTheRootAndTellsInWhichRunEachWasMade) {
  const SessionFromText session(kBusyServer);
  const std::string why = printed({"why", session.path(), "4"});
  EXPECT_NE(why.find("WRITEWRAP 4\n"), std::string::npos) << why;
  EXPECT_NE(why.find("in run 1 of TCPWRAP 3; destroyed"), std::string::npos) << why;
  EXPECT_NE(why.find("because of TCPWRAP 3"), std::string::npos) << why;
  EXPECT_NE(why.find("in run 1 of TCPSERVERWRAP 2; never destroyed"), std::string::npos) << why;
  EXPECT_TRUE(why.ends_with("because of main program 1\n")) << why;
  EXPECT_EQ(why.find("because of it"), std::string::npos) << why;
}

TEST(WhyCommand, TellsHowMuchExistsBecauseOfIt) {
  const SessionFromText session(kBusyServer);
  const std::string why = printed({"why", session.path(), "3"});
  EXPECT_NE(why.find("    because of it: 1 resource, 0 alive; "), std::string::npos) << why;
}

TEST(LeaksCommand, SaysWhatEachUndestroyedResourceMeans) {
  const SessionFromText session(kBusyServer);
  const std::string leaks = printed({"leaks", session.path()});
  EXPECT_TRUE(leaks.starts_with("2 of 4 resources never destroyed.\n")) << leaks;
  EXPECT_NE(leaks.find("error    TIMERWRAP, made for TCPSERVERWRAP, for the main program\n"
                       "         leaked handle: what it was made for is destroyed"),
            std::string::npos)
      << leaks;
}

TEST(LeaksCommand, HasNothingToSayOfATidyProgram) {
  const SessionFromText session("init 2 TIMERWRAP\nclosing 2\ndestroy 2\n");
  EXPECT_EQ(printed({"leaks", session.path()}), "Every resource was destroyed.\n");
}

TEST(LeaksCommand, GivesNoAllClearOfWhatItDoesNotKnow) {
  const SessionFromText empty("");
  EXPECT_TRUE(printed({"leaks", empty.path()}).starts_with("Nothing was recorded"));
  EXPECT_EQ(runUvscope({"leaks", empty.path(), "--fail-on", "error"}).status, 2);
}

TEST(TreeCommand, SaysThatNothingMatches) {
  const SessionFromText session(kBusyServer);
  EXPECT_EQ(printed({"tree", session.path(), "--type", "tcp*"}),
            printed({"tree", session.path(), "--type", "TCP*"}));
  const Outcome outcome = runUvscope({"tree", session.path(), "--type", "UDP*"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("uvscope info"), std::string::npos) << outcome.err;
}

TEST(LeaksCommand, FailsOnFindingsOfTheLevelAskedFor) {
  const SessionFromText leaky(kBusyServer);
  EXPECT_EQ(runUvscope({"leaks", leaky.path(), "--fail-on", "error"}).status, 1);
  const SessionFromText tidy("init 2 TIMERWRAP\nclosing 2\ndestroy 2\n");
  EXPECT_EQ(runUvscope({"leaks", tidy.path(), "--fail-on", "info"}).status, 0);
  const SessionFromText pending("init 2 WRITEWRAP\n");
  EXPECT_EQ(runUvscope({"leaks", pending.path(), "--fail-on", "error"}).status, 0);
  EXPECT_EQ(runUvscope({"leaks", pending.path(), "--fail-on", "warning"}).status, 1);
}

TEST(LeaksCommand, KnowsWhatABaselineHadAndFailsOnMoreOfIt) {
  const SessionFromText one("init 2 TIMERWRAP\n");
  const std::string baseline = one.fileBeside("baseline.json");
  printed({"leaks", one.path(), "--format", "json", "-o", baseline});
  EXPECT_EQ(runUvscope({"leaks", one.path(), "--baseline", baseline, "--fail-on", "error"}).status,
            0);
  const SessionFromText two("init 2 TIMERWRAP\ninit 3 TIMERWRAP\n");
  EXPECT_EQ(runUvscope({"leaks", two.path(), "--baseline", baseline, "--fail-on", "error"}).status,
            1);
  EXPECT_EQ(runUvscope({"leaks", two.path(), "--baseline", one.path()}).status, 2);
}

TEST(LeaksCommand, WritesJsonThatAnyReaderTakes) {
  const SessionFromText session(kBusyServer);
  const nlohmann::json report =
      nlohmann::json::parse(printed({"leaks", session.path(), "--format", "json"}));
  EXPECT_EQ(report["undestroyed"], 2);
  EXPECT_EQ(report["groups"].size(), 2);
}

TEST(LeaksCommand, ShowsInHtmlWhatAProgramNamedAsItIs) {
  const SessionFromText session("init 2 TIMERWRAP\ndetail 2 <script>alert(1)</script>\n");
  const std::string html = printed({"leaks", session.path(), "--format", "html"});
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
}

TEST(NoteCommand, SaysThatThereAreNone) {
  const SessionFromText session(kBusyServer);
  const Outcome outcome = runUvscope({"note", session.path(), "list"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("no notes"), std::string::npos) << outcome.err;
}

TEST(SqlErrors, SayWhereTheTablesAreTold) {
  const SessionFromText session(kBusyServer);
  const Outcome outcome = runUvscope({"sql", session.path(), "SELECT * FROM nope"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "uvscope: SQL: no such table: nope; docs/schema.md has the tables\n");
}

TEST(SessionPath, IsOneThatIsFree) {
  const TempDir directory;
  const std::string path = directory.file("nvim-20261122-045500.uvscope");
  EXPECT_EQ(unusedSessionPath(path), path);
  std::ofstream{path};
  EXPECT_EQ(unusedSessionPath(path), directory.file("nvim-20261122-045500-2.uvscope"));
  std::ofstream{directory.file("nvim-20261122-045500-2.uvscope")};
  EXPECT_EQ(unusedSessionPath(path), directory.file("nvim-20261122-045500-3.uvscope"));
}

TEST(RecordSummary, SaysWhyOneProcessGaveNothing) {
  RecordSummary summary;
  summary.loaded = summary.processes = 1;
  EXPECT_EQ(describe(summary).find("none of 1"), std::string::npos) << describe(summary);
  EXPECT_NE(describe(summary).find("made no libuv call that could be seen"), std::string::npos);
  summary.loaded = 2;
  EXPECT_NE(describe(summary).find("none of 2 processes made"), std::string::npos);
}

TEST(TextOutput, ShowsControlCharactersAndDoesNotObeyThem) {
  const SessionFromText session("init 2 TIMERWRAP\ndetail 2 red\x1b[31m\n");
  const std::string tree = printed({"tree", session.path()});
  EXPECT_EQ(tree.find('\x1b'), std::string::npos);
  EXPECT_NE(tree.find("\\x1b[31m"), std::string::npos) << tree;
}

TEST(InfoCommand, CountsWhatIsThere) {
  const SessionFromText session(kBusyServer);
  const std::string info = printed({"info", session.path()});
  EXPECT_NE(info.find("events     14, 0 lost"), std::string::npos) << info;
  EXPECT_NE(info.find("resources  4, 2 never destroyed"), std::string::npos) << info;
  EXPECT_NE(info.find("test program"), std::string::npos) << info;
}

}  // namespace
}  // namespace uvscope::testing
