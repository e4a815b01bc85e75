#include "app/output_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/testing/temp_dir.h"

namespace uvscope::app {
namespace {

namespace fs = std::filesystem;

std::string contentOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class OutputFileTest : public ::testing::Test {
 protected:
  testing::TempDir directory_;
  std::string path_ = directory_.file("report.json");
};

TEST_F(OutputFileTest, IsThereOnceItIsFinished) {
  ASSERT_TRUE(writeOutput(path_, "whole", false));
  EXPECT_EQ(contentOf(path_), "whole");
}

TEST_F(OutputFileTest, KeepsWhatIsThereUnlessForced) {
  ASSERT_TRUE(writeOutput(path_, "first", false));
  const auto refused = writeOutput(path_, "second", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, core::ErrorCode::Exists);
  EXPECT_EQ(contentOf(path_), "first");
  ASSERT_TRUE(writeOutput(path_, "second", true));
  EXPECT_EQ(contentOf(path_), "second");
}

TEST_F(OutputFileTest, LeavesNothingAndTakesNothingWhenItIsNotFinished) {
  ASSERT_TRUE(writeOutput(path_, "first", false));
  {
    auto output = OutputFile::create(path_, true);
    ASSERT_TRUE(output);
    std::fputs("half", output->stream());
  }
  EXPECT_EQ(contentOf(path_), "first");
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_.path()), {}), 1);
}

TEST_F(OutputFileTest, NeverTakesThePlaceOfWhatIsNoRegularFile) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(writeOutput(path_, "x", true));
  EXPECT_TRUE(fs::is_fifo(path_));
  EXPECT_FALSE(writeOutput(directory_.path(), "x", true));
}

TEST_F(OutputFileTest, FollowsALink) {
  const std::string link = directory_.file("link.json");
  ASSERT_TRUE(writeOutput(path_, "first", false));
  fs::create_symlink(path_, link);
  ASSERT_TRUE(writeOutput(link, "second", true));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(contentOf(path_), "second");
}

}  // namespace
}  // namespace uvscope::app
