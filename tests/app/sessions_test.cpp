// Names of sessions, and the list of them.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "app/recent_sessions.h"
#include "app/session_names.h"
#include "app/start_cards.h"
#include "storage/session_reader.h"
#include "tests/app/run_uvscope.h"
#include "tests/app/session_from_text.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kServer = "init 2 TCPSERVERWRAP\ninit 3 TIMERWRAP\n";

// With a state directory of its own.
class SessionsCommand : public ::testing::Test {
 protected:
  SessionsCommand() { setenv("XDG_STATE_HOME", state_.path().c_str(), 1); }

  ~SessionsCommand() override { unsetenv("XDG_STATE_HOME"); }

  static std::string printed(std::vector<std::string> words) {
    const Outcome outcome = runUvscope(std::move(words));
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }

  static std::string refused(std::vector<std::string> words) {
    const Outcome outcome = runUvscope(std::move(words));
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    return outcome.err;
  }

  std::string name(const std::string& name, const std::string& path) {
    return refused({"sessions", "name", name, path});
  }

  TempDir state_;
  SessionFromText session_{kServer};
  SessionFromText other_{kServer};
};

TEST_F(SessionsCommand, SaysHowToMakeTheFirstOne) {
  const Outcome outcome = runUvscope({"sessions"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "uvscope: no sessions yet: 'uvscope record -- PROGRAM' makes one\n");
}

TEST_F(SessionsCommand, ANameIsUsedInPlaceOfAFile) {
  printed({"sessions", "name", "base", session_.path()});
  EXPECT_EQ(printed({"tree", "base"}), printed({"tree", session_.path()}));
  EXPECT_EQ(printed({"sql", "base", "SELECT count(*) FROM resource", "--format", "csv"}),
            printed({"sql", session_.path(), "SELECT count(*) FROM resource", "--format", "csv"}));
}

TEST_F(SessionsCommand, AWordThatIsNoneIsToldWithTheNameThatIsLikeIt) {
  printed({"sessions", "name", "base", session_.path()});
  const Outcome outcome = runUvscope({"info", "basse"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "uvscope: no file and no session is called 'basse'; did you mean 'base'? 'uvscope "
            "sessions' lists the names\n");
}

TEST_F(SessionsCommand, ForgetsEitherWhatIsNamedOrWhatIsGone) {
  const Outcome outcome = runUvscope({"sessions", "forget", "--gone", "base"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("--gone"), std::string::npos) << outcome.err;
}

TEST_F(SessionsCommand, ListsNamesAndRecentFiles) {
  app::rememberSession(app::recentListPath(), other_.path());
  printed({"sessions", "name", "base", session_.path()});
  const std::string out = printed({"sessions"});
  EXPECT_EQ(out.find("name "), 0U) << out;
  EXPECT_NE(out.find("\nbase  "), std::string::npos) << out;
  EXPECT_LT(out.find(other_.path()), out.find(session_.path())) << "recent ones come first\n"
                                                                << out;
}

TEST_F(SessionsCommand, ANameIsGivenOnce) {
  printed({"sessions", "name", "base", session_.path()});
  printed({"sessions", "name", "base", session_.path()});  // the same again is no fault
  EXPECT_EQ(name("base", other_.path()), "uvscope: the name 'base' is taken by " + session_.path() +
                                             "; 'uvscope sessions forget base' frees it\n");
  printed({"sessions", "forget", "base"});
  printed({"sessions", "name", "base", other_.path()});
}

TEST_F(SessionsCommand, RefusesWhatCannotBeAName) {
  EXPECT_EQ(name("", session_.path()), "uvscope: a name must not be empty\n");
  EXPECT_EQ(name("  ", session_.path()), "uvscope: a name must not be empty\n");
  EXPECT_EQ(name("a/b", session_.path()),
            "uvscope: 'a/b' has a slash, so it is a path, not a name\n");
  EXPECT_EQ(name("..", session_.path()), "uvscope: '..' is a directory, not a name\n");
  EXPECT_EQ(name("a\tb", session_.path()), "uvscope: a name must not have control characters\n");
  EXPECT_EQ(name(std::string(65, 'n'), session_.path()),
            "uvscope: a name must not be longer than 64 bytes\n");
  EXPECT_TRUE(app::sessionNames(app::sessionNamesPath()).empty());
}

TEST_F(SessionsCommand, RefusesToNameWhatIsNoSession) {
  const std::string text = state_.file("text");
  std::ofstream(text) << "not a session, but some text that is long enough to be looked at\n";
  EXPECT_NE(name("base", text).find("not a session"), std::string::npos);
  EXPECT_NE(name("base", text + "-missing").find("No such file"), std::string::npos);
  EXPECT_TRUE(app::sessionNames(app::sessionNamesPath()).empty());
}

TEST_F(SessionsCommand, AFileOfThatNameComesFirst) {
  printed({"sessions", "name", "base", session_.path()});
  const std::string names = app::sessionNamesPath();
  EXPECT_EQ(app::sessionPath(names, "base"), session_.path());
  EXPECT_EQ(app::sessionPath(names, "unknown"), "unknown");
  const fs::path before = fs::current_path();
  fs::current_path(state_.path());
  std::ofstream("base") << "a file";
  EXPECT_EQ(app::sessionPath(names, "base"), "base");
  fs::current_path(before);
}

TEST_F(SessionsCommand, FilesThatAreGoneAreToldAndForgotten) {
  const std::string copy = state_.file("copy.uvscope");
  fs::copy_file(session_.path(), copy);
  printed({"sessions", "name", "copy", copy});
  app::rememberSession(app::recentListPath(), copy);
  app::rememberSession(app::recentListPath(), session_.path());
  fs::remove(copy);
  const Outcome outcome = runUvscope({"sessions"});
  EXPECT_NE(outcome.out.find("copy  gone"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("'uvscope sessions forget --gone'"), std::string::npos);
  EXPECT_EQ(printed({"sessions", "forget", "--gone"}), copy + "\n");
  EXPECT_EQ(app::rememberedSessions(app::recentListPath()),
            std::vector<std::string>{session_.path()});
  EXPECT_TRUE(app::sessionNames(app::sessionNamesPath()).empty());
}

TEST_F(SessionsCommand, ForgetsAFileWithItsNames) {
  printed({"sessions", "name", "one", session_.path()});
  printed({"sessions", "name", "two", session_.path()});
  app::rememberSession(app::recentListPath(), session_.path());
  printed({"sessions", "forget", session_.path()});
  EXPECT_TRUE(app::rememberedSessions(app::recentListPath()).empty());
  EXPECT_TRUE(app::sessionNames(app::sessionNamesPath()).empty());
  EXPECT_TRUE(fs::exists(session_.path())) << "the file stays";
}

TEST_F(SessionsCommand, WhatIsNotListedCannotBeForgotten) {
  printed({"sessions", "name", "base", session_.path()});
  EXPECT_EQ(refused({"sessions", "forget", "base", "bsae"}),
            "uvscope: no session is listed as 'bsae'; 'uvscope sessions' shows them\n");
  EXPECT_EQ(app::sessionNames(app::sessionNamesPath()).size(), 1U) << "nothing was forgotten";
  EXPECT_NE(refused({"sessions", "forget"}).find("say what to forget"), std::string::npos);
}

TEST_F(SessionsCommand, DamagedListsAreReadAsFarAsTheyGo) {
  fs::create_directories(state_.file("uvscope"));
  std::ofstream(app::sessionNamesPath()) << "no tab\n\tno name\nbase\t" << session_.path() << "\n";
  EXPECT_EQ(app::sessionNames(app::sessionNamesPath()).size(), 1U);
}

TEST_F(SessionsCommand, TheStartPageShowsNames) {
  app::rememberSession(app::recentListPath(), other_.path());
  printed({"sessions", "name", "base", session_.path()});
  const auto cards = app::startCards(
      [](const std::string& path) -> core::Result<std::unique_ptr<storage::Session>> {
        auto reader = storage::SessionReader::open(path);
        if (!reader) return std::move(reader).error();
        return std::unique_ptr<storage::Session>(std::move(*reader));
      });
  ASSERT_EQ(cards.size(), 2U);
  EXPECT_EQ(cards[0].name, "");
  EXPECT_EQ(cards[1].name, "base");
  EXPECT_EQ(cards[1].path, session_.path());
}

}  // namespace
}  // namespace uvscope::testing
