// The commands that make a session of others, and notes.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/app/run_uvscope.h"
#include "tests/app/session_from_text.h"
#include "tests/testing/older_session.h"

namespace uvscope::testing {
namespace {

constexpr std::string_view kCopiedServer = R"(
init 2 TCPSERVERWRAP
detail 2 127.0.0.1:8080
+10ms
before 2 connection
init 3 TCPWRAP <2 @2
after 2
+10ms
before 3 read 64
init 4 WRITEWRAP <3 @3
after 3
destroy 4
init 5 TIMERWRAP
)";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class CopyingCommand : public ::testing::Test {
 protected:
  // The copy, after a summary on standard error and nothing else.
  std::string copied(std::vector<std::string> words) {
    words.insert(words.end(), {"-o", out_});
    const Outcome outcome = runUvscope(words);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_TRUE(has(outcome.err, out_)) << outcome.err;
    return out_;
  }

  std::string refused(std::vector<std::string> words) {
    const Outcome outcome = runUvscope(std::move(words));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    return outcome.err;
  }

  // Beside the sessions there is nothing that a failed copy has left.
  void expectTidy(std::ptrdiff_t files) {
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(
                                std::filesystem::path(session_.path()).parent_path()),
                            {}),
              files);
  }

  SessionFromText session_{kCopiedServer};
  std::string out_ = session_.fileBeside("out.uvscope");
};

TEST_F(CopyingCommand, CutsARangeOfTime) {
  const std::string out = copied({"cut", session_.path(), "--from", "15ms", "--to", "1s"});
  EXPECT_EQ(runUvscope({"events", out}).out,
            "init 2 TCPSERVERWRAP trigger=1 exec=1\n"
            "init 3 TCPWRAP trigger=2 exec=2\n"
            "before 3\n"
            "init 4 WRITEWRAP trigger=3 exec=3\n"
            "after 3\n"
            "destroy 4\n"
            "init 5 TIMERWRAP trigger=1 exec=1\n");
  EXPECT_TRUE(has(runUvscope({"tree", out}).out, "127.0.0.1:8080"));
}

TEST_F(CopyingCommand, CutsFromTheBeginningWithoutAUnit) {
  for (const char* const beginning : {"0", "0s", "0ms"}) {
    const std::string out = copied({"cut", session_.path(), "--from", beginning, "--to", "1h"});
    EXPECT_EQ(runUvscope({"events", out}).out, runUvscope({"events", session_.path()}).out);
    std::remove(out.c_str());
  }
  EXPECT_TRUE(has(refused({"cut", session_.path(), "--from", "0x", "-o", out_}), "--from"));
}

TEST_F(CopyingCommand, CutsASubtreeOfARange) {
  const std::string out = copied({"cut", session_.path(), "--under", "1:3", "--to", "1s"});
  EXPECT_EQ(runUvscope({"events", out}).out,
            "init 3 TCPWRAP trigger=2 exec=2\n"
            "before 3\n"
            "init 4 WRITEWRAP trigger=3 exec=3\n"
            "after 3\n"
            "destroy 4\n");
}

TEST_F(CopyingCommand, SaysWhatCannotBeCut) {
  EXPECT_TRUE(has(refused({"cut", session_.path(), "-o", out_}), "--from and --to, or --under"));
  EXPECT_TRUE(
      has(refused({"cut", session_.path(), "--under", "77", "-o", out_}), "no resource 77 in "));
  EXPECT_TRUE(has(refused({"cut", session_.path(), "--from", "2h", "-o", out_}), "which lasts"));
  EXPECT_TRUE(has(refused({"cut", session_.path(), "--from", "2s", "--to", "1s", "-o", out_}),
                  "--from must be before --to"));
  EXPECT_TRUE(has(refused({"cut", session_.path(), "--to", "1s"}), "output"));
  expectTidy(1);
}

TEST_F(CopyingCommand, MergesSessions) {
  const std::string twin = session_.fileBeside("twin.uvscope");
  std::filesystem::copy_file(session_.path(), twin);
  const std::string out = copied({"merge", session_.path(), twin});
  const std::string events = runUvscope({"events", out}).out;
  EXPECT_TRUE(has(events, "init 1/2 TCPSERVERWRAP trigger=1/1 exec=1/1\n")) << events;
  EXPECT_TRUE(has(events, "init 2/3 TCPWRAP trigger=2/2 exec=2/2\n")) << events;
  EXPECT_TRUE(has(refused({"merge", session_.path(), "-o", out_, "--force"}), "two sessions"));
  EXPECT_TRUE(has(refused({"merge", twin, session_.path(), twin, "-o", out_, "--force"}),
                  "twin.uvscope is given twice"));
}

TEST_F(CopyingCommand, RedactsButForWhatIsToBeKept) {
  copied({"redact", session_.path()});
  EXPECT_TRUE(has(runUvscope({"tree", out_}).out, "address-1:8080"));
  EXPECT_FALSE(has(runUvscope({"info", out_}).out, "test program"));
  copied({"redact", session_.path(), "--keep", "addresses,paths", "--force"});
  EXPECT_TRUE(has(runUvscope({"tree", out_}).out, "127.0.0.1:8080"));
  EXPECT_TRUE(has(refused({"redact", session_.path(), "--keep", "colours", "-o", out_, "--force"}),
                  "--keep has no 'colours'"));
}

TEST_F(CopyingCommand, ReplacesNothingUnasked) {
  copied({"repair", session_.path()});
  EXPECT_TRUE(has(refused({"repair", session_.path(), "-o", out_}), "--force replaces it"));
  EXPECT_TRUE(has(refused({"repair", session_.path(), "-o", session_.path(), "--force"}),
                  "is the session that is read"));
  std::ofstream(session_.fileBeside("letter.txt")) << "dear";
  EXPECT_TRUE(
      has(refused({"repair", session_.path(), "-o", session_.fileBeside("letter.txt"), "--force"}),
          "is not a session"));
  copied({"repair", session_.path(), "--force"});
  expectTidy(3);
}

TEST_F(CopyingCommand, RepairsWhatWasCutShort) {
  const auto size = std::filesystem::file_size(session_.path());
  std::filesystem::resize_file(session_.path(), size - 4096);
  const Outcome outcome = runUvscope({"repair", session_.path(), "-o", out_});
  if (outcome.status == 0) {
    EXPECT_TRUE(has(outcome.err, "cut short")) << outcome.err;
    EXPECT_EQ(runUvscope({"info", out_}).err, "");
  } else {
    EXPECT_TRUE(has(outcome.err, "cut short")) << outcome.err;
    expectTidy(1);
  }
}

TEST_F(CopyingCommand, MigratesOlderLayouts) {
  OlderSession old;
  parseGraph(kCopiedServer).feed(old);
  const std::string path = session_.fileBeside("old.uvscope");
  old.write(path);
  EXPECT_TRUE(has(runUvscope({"info", path}).out, "layout     2, read through a migrated copy"));
  copied({"migrate", path});
  EXPECT_EQ(runUvscope({"events", out_}).out, runUvscope({"events", path}).out);
  EXPECT_FALSE(has(runUvscope({"info", out_}).out, "layout"));
  EXPECT_TRUE(has(refused({"migrate", out_, "-o", session_.fileBeside("x")}), "nothing to do"));
}

TEST_F(CopyingCommand, LeavesLayout3AsItIs) {
  testing::makeLayout3(session_.path());
  EXPECT_FALSE(has(runUvscope({"info", session_.path()}).out, "layout"));
  EXPECT_TRUE(has(refused({"migrate", session_.path(), "-o", out_}), "read as it is"));
  EXPECT_EQ(runUvscope({"note", session_.path(), "add", "as before"}).out, "1\n");
}

TEST_F(CopyingCommand, KeepsNotes) {
  EXPECT_EQ(runUvscope({"note", session_.path(), "add", "what a mess"}).out, "1\n");
  EXPECT_EQ(runUvscope({"note", session_.path(), "add", "here", "--event", "3"}).out, "2\n");
  EXPECT_EQ(runUvscope({"note", session_.path(), "add", "it", "--resource", "1/3"}).out, "3\n");
  EXPECT_EQ(runUvscope({"note", session_.path(), "remove", "1"}).status, 0);
  EXPECT_EQ(runUvscope({"note", session_.path(), "list"}).out,
            "   2  event 3: here\n   3  resource 3: it\n");
  EXPECT_TRUE(has(runUvscope({"info", session_.path()}).out, "notes\n   2  event 3: here\n"));
  EXPECT_TRUE(has(refused({"note", session_.path(), "remove", "1"}), "there is no note 1"));
  EXPECT_TRUE(has(refused({"note", session_.path(), "add", "x", "--event", "99"}), "no event 99"));
  EXPECT_TRUE(
      has(refused({"note", session_.path(), "add", "x", "--resource", "99"}), "no resource 99"));
  EXPECT_EQ(runUvscope({"info", session_.path()}).err, "");
  expectTidy(1);
}

TEST(NoteCommand, WritesIntoASessionThatGrows) {
  const TempDir dir;
  auto writer = storage::SessionWriter::create(dir.file("s"), {});
  parseGraph(kCopiedServer).feed(**writer);
  ASSERT_TRUE((*writer)->commit());
  EXPECT_EQ(runUvscope({"note", dir.file("s"), "add", "now"}).out, "1\n");
  parseGraph("init 2:2 TCPWRAP\n").feed(**writer);
  ASSERT_TRUE((*writer)->finish(0));
  EXPECT_EQ(runUvscope({"note", dir.file("s"), "list"}).out, "   1  session: now\n");
}

}  // namespace
}  // namespace uvscope::testing
