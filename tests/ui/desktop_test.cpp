// The door for the command line: pictures without a display, and what is refused.
#include "app/desktop.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/recent_sessions.h"
#include "app/remembered_theme.h"
#include "app/screenshot.h"
#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

core::Result<std::unique_ptr<storage::Session>> openSample(const std::string& path) {
  if (path == "missing.uvscope")
    return core::Error{core::ErrorCode::NotFound, "no such session: missing.uvscope"};
  return std::unique_ptr<storage::Session>(
      std::make_unique<ui::testing::MemorySession>(ui::testing::kServer));
}

class Desktop : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "uvscope-desktop.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }

  void TearDown() override { fs::remove_all(folder); }

  [[nodiscard]] ScreenshotOptions options(const std::string& view = "session") const {
    ScreenshotOptions out;
    out.path = "sample.uvscope";
    out.view = view;
    out.output = (folder / "out.png").string();
    out.open = openSample;
    return out;
  }

  static std::string problem(const ScreenshotOptions& options) {
    const auto done = renderScreenshot(options);
    return done ? "" : done.error().message;
  }

  static std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }

  fs::path folder;
};

TEST_F(Desktop, APictureIsTakenWithoutADisplay) {
  unsetenv("DISPLAY");
  ASSERT_EQ(problem(options()), "");
  const std::string png = contents(folder / "out.png");
  EXPECT_EQ(png.substr(1, 3), "PNG");
  EXPECT_GT(png.size(), 10'000U);
}

TEST_F(Desktop, TheSamePictureTwiceIsTheSame) {
  auto first = options();
  first.run = "select 4; goto-event 9";
  auto second = first;
  second.output = (folder / "second.png").string();
  ASSERT_EQ(problem(first), "");
  ASSERT_EQ(problem(second), "");
  EXPECT_TRUE(contents(first.output) == contents(second.output)) << first.output;
}

TEST_F(Desktop, AnExistingPictureIsKeptUnlessForced) {
  std::ofstream(folder / "out.png") << "precious";
  auto shot = options();
  EXPECT_EQ(problem(shot), "exists already, --force replaces it: " + shot.output);
  EXPECT_EQ(contents(shot.output), "precious");
  shot.force = true;
  EXPECT_EQ(problem(shot), "");
  EXPECT_EQ(contents(shot.output).substr(1, 3), "PNG");
}

TEST_F(Desktop, AnUnknownViewIsNamedWithThoseThatExist) {
  EXPECT_EQ(problem(options("grpah")),
            "no view “grpah”, give one of start, session, trees, timeline, events, inspector, "
            "leaks, palette");
  EXPECT_FALSE(fs::exists(folder / "out.png"));
}

TEST_F(Desktop, AFaultyCommandLeavesNoPicture) {
  auto shot = options();
  shot.run = "selct 5";
  EXPECT_EQ(problem(shot), "no command “selct”; near: select");
  shot.run = "select 99";
  EXPECT_EQ(problem(shot), "no resource 99 in this session, the tree view lists them");
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(Desktop, ASessionThatCannotBeOpenedIsTheOpenersError) {
  auto shot = options();
  shot.path = "missing.uvscope";
  EXPECT_EQ(problem(shot), "no such session: missing.uvscope");
}

TEST_F(Desktop, AnUnwritableFolderIsSaidBeforeAnythingIsDrawn) {
  auto shot = options();
  shot.output = "/nowhere/at/all.png";
  EXPECT_EQ(problem(shot),
            "cannot write the output: No such file or directory: /nowhere/at/all.png");
}

TEST_F(Desktop, AnImpossibleSizeIsRefused) {
  auto shot = options();
  shot.width = 0;
  EXPECT_EQ(problem(shot), "--size 0x720 cannot be drawn, both must be 320 to 8192");
}

TEST_F(Desktop, NoDisplayIsSaidInOneLine) {
  unsetenv("DISPLAY");
  unsetenv("WAYLAND_DISPLAY");
  DesktopOptions desktop;
  desktop.open = openSample;
  setenv("XDG_STATE_HOME", folder.c_str(), 1);
  const auto code = runDesktop(desktop);
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().message.find("no display to open a window on"), 0U);
  EXPECT_EQ(code.error().message.find('\n'), std::string::npos);
}

TEST_F(Desktop, TheThemeIsRememberedBetweenStarts) {
  const std::string file = (folder / "state" / "theme").string();
  EXPECT_FALSE(rememberedTheme(file));
  rememberTheme(file, ui::ThemeKind::Light);
  EXPECT_EQ(rememberedTheme(file), ui::ThemeKind::Light);
  std::ofstream(file, std::ios::trunc) << "nonsense";
  EXPECT_FALSE(rememberedTheme(file));
}

TEST_F(Desktop, RecentSessionsAreNewestFirstAndExist) {
  const std::string list = (folder / "state" / "recent").string();
  std::ofstream(folder / "a.uvscope") << "a";
  std::ofstream(folder / "b.uvscope") << "b";
  rememberSession(list, (folder / "a.uvscope").string());
  rememberSession(list, (folder / "b.uvscope").string());
  rememberSession(list, (folder / "a.uvscope").string());
  EXPECT_EQ(recentSessions(list),
            (std::vector<std::string>{folder / "a.uvscope", folder / "b.uvscope"}));
  fs::remove(folder / "a.uvscope");
  EXPECT_EQ(recentSessions(list), std::vector<std::string>{folder / "b.uvscope"});
}

}  // namespace
}  // namespace uvscope::app
