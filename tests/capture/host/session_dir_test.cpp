#include "capture/host/session_dir.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/capture/host/fake_target.h"

namespace uvscope::capture {
namespace {

namespace fs = std::filesystem;

void makeOld(const std::string& path) {
  const timespec two_days_ago{time(nullptr) - 2 * 24 * 60 * 60, 0};
  const timespec times[2] = {two_days_ago, two_days_ago};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW), 0);
}

TEST(SessionDir, IsPrivateAndGoesWithItsContents) {
  std::string path;
  {
    auto directory = SessionDir::create();
    ASSERT_TRUE(directory);
    path = directory->path();

    struct stat status {};

    ASSERT_EQ(lstat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    std::ofstream(path + "/1.0") << "an arena";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(SessionDir, NoTwoAreTheSame) {
  auto one = SessionDir::create();
  auto two = SessionDir::create();
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->path(), two->path());
}

TEST(SessionDir, OnlyOldLeftoversOfDeadHostsAreRemoved) {
  const TestDir parent;
  const std::string dead = parent.file("uvscope-2147483632-abcdef");
  const std::string recent = parent.file("uvscope-2147483632-recent");
  const std::string living = parent.file("uvscope-" + std::to_string(getpid()) + "-abcdef");
  const std::string other = parent.file("uvscope-notes");
  const std::string link = parent.file("uvscope-2147483632-linked");
  for (const std::string& path : {dead, recent, living, other})
    fs::create_directory(path);
  std::ofstream(dead + "/1.0") << "an arena";
  fs::create_symlink(other, link);
  for (const std::string& path : {dead, living, other, link})
    makeOld(path);
  EXPECT_EQ(removeLeftovers(parent.path()), 1);
  EXPECT_FALSE(fs::exists(dead));
  for (const std::string& path : {recent, living, other, link}) {
    EXPECT_TRUE(fs::exists(path)) << path;
  }
}

TEST(SessionDir, LeftoversOfAMissingParentAreNone) {
  EXPECT_EQ(removeLeftovers("/no/such/folder"), 0);
}

}  // namespace
}  // namespace uvscope::capture
