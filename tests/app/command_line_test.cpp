// What a person may mistype: each is one line on standard error that names the thing, and status 2.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/app/run_uvscope.h"
#include "tests/app/session_from_text.h"

namespace uvscope::testing {
namespace {

constexpr std::string_view kTimer = "init 2 TIMERWRAP\nbefore 2\nafter 2\nclosing 2\ndestroy 2\n";

// That `words` fail with one line that holds each of `parts`.
void expectError(const std::vector<std::string>& words, const std::vector<std::string>& parts) {
  const Outcome outcome = runUvscope(words);
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("uvscope: ")) << outcome.err;
  for (const std::string& part : parts) {
    EXPECT_NE(outcome.err.find(part), std::string::npos) << part << " is not in " << outcome.err;
  }
}

std::string contentOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(CommandLine, HelpAndVersionGoToStandardOutput) {
  const Outcome help = runUvscope({"--help"});
  EXPECT_EQ(help.status, 0);
  for (const char* const command : {"record", "view", "screenshot", "info", "events", "tree", "why",
                                    "leaks", "sql", "workloads"}) {
    EXPECT_NE(help.out.find(command), std::string::npos) << command;
  }
  EXPECT_EQ(help.out.find("run-workload"), std::string::npos) << "not for people";
  EXPECT_TRUE(runUvscope({"--version"}).out.starts_with("uvscope "));
}

TEST(CommandLine, UnknownCommandNamesTheOneThatIsNear) {
  expectError({"recrod", "--", "nvim"}, {"'recrod'", "did you mean 'record'?"});
  expectError({"frobnicate"}, {"'frobnicate'", "uvscope --help"});
}

TEST(CommandLine, SessionGivenAsTheCommandSaysHowToOpenIt) {
  const SessionFromText session(kTimer);
  expectError({session.path()}, {"uvscope view " + session.path()});
}

TEST(CommandLine, UnknownOptionSaysWhereToRead) {
  expectError({"info", "--colour", "x"}, {"--colour", "uvscope info --help"});
  expectError({"record", "--frob", "nvim"}, {"--frob", "uvscope record --help"});
}

TEST(CommandLine, MissingWordIsNamed) {
  expectError({"info"}, {"file", "uvscope info --help"});
  expectError({"record"}, {"needs a program"});
  expectError({"record", "--workload"}, {"uvscope workloads"});
}

TEST(CommandLine, SubcommandThatIsMissingOrUnknownIsToldWithThoseThatExist) {
  const SessionFromText session(kTimer);
  expectError({"note", session.path()}, {"add, list, remove", "uvscope note --help"});
  expectError({"note", session.path(), "frob"}, {"'frob'", "add, list, remove"});
  expectError(
      {"sessions", "frob"},
      {"uvscope: sessions has no 'frob', only name, forget; see 'uvscope sessions --help'"});
  expectError({"sessions", "name"}, {"name", "uvscope sessions name --help"});
}

TEST(CommandLine, WordThatNoCommandWantsIsNamed) {
  const SessionFromText session(kTimer);
  expectError({"info", session.path(), "more"}, {"'more'", "uvscope info --help"});
}

TEST(CommandLine, WordThatIsNeitherFileNorNameOfASessionIsToldAsThat) {
  expectError({"info", "nosuch"}, {"'nosuch'", "uvscope sessions"});
}

TEST(CommandLine, NoteWithoutWordsIsNone) {
  const SessionFromText session(kTimer);
  expectError({"note", session.path(), "add", " "}, {"empty"});
}

TEST(CommandLine, TypeThatIsEmptyIsRefused) {
  expectError({"record", "--include", "", "--", "true"}, {"--include"});
}

TEST(CommandLine, HelpHasNothingOfTheParsersOwnWords) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"view"}, {"screenshot"}, {"events"}, {"tree"}, {"sessions", "forget"}}) {
    std::vector<std::string> asked = words;
    asked.push_back("--help");
    const std::string help = runUvscope(asked).out;
    EXPECT_TRUE(help.ends_with('\n')) << help;
    for (const char* const word : {"UINT", "FLOAT", "Excludes"})
      EXPECT_EQ(help.find(word), std::string::npos) << help;
  }
}

TEST(CommandLine, MissingSessionIsNamed) {
  for (const char* const command : {"info", "events", "tree", "leaks"}) {
    expectError({command, "/nowhere/x.uvscope"}, {"/nowhere/x.uvscope"});
  }
  expectError({"sql", "/nowhere/x.uvscope", "select 1"}, {"/nowhere/x.uvscope"});
  expectError({"why", "/nowhere/x.uvscope", "2"}, {"/nowhere/x.uvscope"});
  expectError({"view", "/nowhere/x.uvscope"}, {"/nowhere/x.uvscope"});
}

TEST(CommandLine, FileThatIsNoSessionIsNamed) {
  const TempDir directory;
  std::ofstream(directory.file("notes.txt")) << "this is no session at all, but a text file\n";
  expectError({"info", directory.file("notes.txt")}, {"notes.txt"});
  expectError({"info", directory.path()}, {directory.path()});
}

TEST(CommandLine, ResourceThatIsNoneIsNamed) {
  const SessionFromText session(kTimer);
  expectError({"why", session.path(), "seven"}, {"seven"});
  expectError({"why", session.path(), "99"}, {"99", "uvscope tree"});
  expectError({"why", session.path(), "1"}, {"main program"});
  expectError({"events", session.path(), "--resource", "99"}, {"99"});
  expectError({"events", session.path(), "--context", "9"}, {"context 9"});
}

TEST(CommandLine, ResourceOfAnotherContextIsHintedAt) {
  const SessionFromText session("init 2 TIMERWRAP\ninit 2:2 TIMERWRAP\ninit 2:3 TIMERWRAP\n");
  expectError({"why", session.path(), "3"}, {"no resource 3 in context 1", "2/3"});
  expectError({"events", session.path(), "--resource", "3"}, {"2/3"});
  expectError({"note", session.path(), "add", "here", "--resource", "3"}, {"2/3"});
  expectError({"cut", session.path(), "--under", "3", "-o", session.fileBeside("cut")}, {"2/3"});
  expectError({"export", session.path(), "--under", "3", "-o", "-"}, {"2/3"});
  expectError({"screenshot", session.path(), "--run", "select 3", "-o", session.fileBeside("png")},
              {"2/3"});
  expectError({"why", session.path(), "9/2"}, {"no context 9", "uvscope info"});
}

TEST(CommandLine, NumberThatIsNoneIsNamed) {
  const SessionFromText session(kTimer);
  expectError({"tree", session.path(), "--depth", "deep"}, {"--depth has no 'deep'", "a number"});
  expectError({"view", session.path(), "--scale", "9"}, {"--scale", "0.5 to 4", "'9'"});
}

TEST(CommandLine, ExportOfATimeThatNeverCameIsRefused) {
  const SessionFromText session(kTimer);
  expectError({"export", session.path(), "--from", "1h", "-o", "-"}, {"--from", "which lasts"});
}

TEST(CommandLine, ChoiceThatIsNoneListsTheChoices) {
  const SessionFromText session(kTimer);
  expectError({"events", session.path(), "--format", "xml"}, {"xml", "trace"});
  expectError({"tree", session.path(), "--by", "age"}, {"age", "trigger"});
  expectError({"leaks", session.path(), "--fail-on", "fatal"}, {"fatal", "warning"});
}

TEST(CommandLine, AmountWithoutSenseSaysWhichHaveIt) {
  expectError({"record", "--duration", "10x", "--", "true"}, {"--duration", "'10x'", "500ms"});
  expectError({"record", "--limit-events", "many", "--", "true"},
              {"--limit-events", "'many'", "10k"});
  expectError({"record", "--limit-size", "0", "--", "true"}, {"--limit-size", "'0'", "100M"});
  expectError({"record", "--ring-size", "1k", "--", "true"}, {"--ring-size", "'1k'", "64k to 64M"});
  expectError({"record", "--duration", "--", "true"}, {"--duration"});
}

TEST(CommandLine, WishesThatContradictEachOtherAreNamed) {
  expectError({"record", "--quiet", "--progress", "--", "true"}, {"--quiet", "--progress"});
}

TEST(CommandLine, ScreenshotOfAnUnknownViewListsThem) {
  const SessionFromText session(kTimer);
  const std::string png = session.fileBeside("x.png");
  expectError({"screenshot", session.path(), "--view", "graph3d", "-o", png},
              {"graph3d", "timeline"});
  expectError({"screenshot", session.path(), "--size", "big", "-o", png}, {"'big'", "1280x720"});
  expectError({"screenshot", session.path(), "--run", "fly 5", "-o", png}, {"fly"});
  EXPECT_FALSE(std::filesystem::exists(png));
}

TEST(CommandLine, ProgramThatDoesNotExistWritesNothing) {
  const TempDir directory;
  const std::string session = directory.file("x.uvscope");
  expectError({"record", "-o", session, "--", "no-such-program-here"}, {"no-such-program-here"});
  EXPECT_FALSE(std::filesystem::exists(session));
}

TEST(CommandLine, OutputThatExistsIsKept) {
  const SessionFromText session(kTimer);
  const std::string before = contentOf(session.path());
  expectError({"record", "-o", session.path(), "--", "/bin/true"}, {session.path(), "--force"});
  expectError({"leaks", session.path(), "-o", session.path()}, {session.path(), "--force"});
  expectError({"screenshot", session.path(), "-o", session.path()}, {session.path(), "--force"});
  EXPECT_EQ(contentOf(session.path()), before);
}

TEST(CommandLine, OutputIsNeverWrittenOverASession) {
  const SessionFromText session(kTimer);
  const std::string& path = session.path();
  const std::string before = contentOf(path);
  expectError({"export", path, "--format", "dot", "-o", path, "--force"}, {path, "is a session"});
  expectError({"leaks", path, "-o", path, "--force"}, {path, "is a session"});
  expectError({"screenshot", path, "-o", path, "--force"}, {path, "is a session"});
  EXPECT_EQ(contentOf(path), before);
}

TEST(CommandLine, UnknownWorkloadListsThem) {
  expectError({"record", "--workload", "frobnicate"}, {"frobnicate", "echo-server"});
}

TEST(CommandLine, SqlThatWouldWriteIsRefused) {
  const SessionFromText session(kTimer);
  const std::string before = contentOf(session.path());
  expectError({"sql", session.path(), "delete from meta"}, {"SELECT"});
  expectError({"sql", session.path(), "attach '/tmp/x.db' as x"}, {"SELECT"});
  expectError({"sql", session.path(), "selec 1"}, {"selec"});
  EXPECT_EQ(contentOf(session.path()), before);
}

}  // namespace
}  // namespace uvscope::testing
