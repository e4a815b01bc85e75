#include "tests/layers/layers.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace uvscope::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A source tree for one test.
class LayersTest : public ::testing::Test {
 protected:
  LayersTest() : root_(fs::temp_directory_path() / ("uvscope_layers_" + std::to_string(getpid()))) {
    fs::remove_all(root_);
  }

  ~LayersTest() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  fs::path root_;
};

TEST_F(LayersTest, MayLookDown) {
  write("core/event.h", "#include \"core/async_id.h\"\n  #  include <string>\n");
  write("ui/views/tree.cpp", "#include \"core/event.h\"\n#include \"storage/session.h\"\n");
  write("app/main.cpp", "#include \"ui/desktop.h\"\n#include \"capture/host/host.h\"\n");
  EXPECT_THAT(layerViolations(root_), IsEmpty());
}

TEST_F(LayersTest, MayNotLookUp) {
  write("core/event.cpp", "#include <vector>\n#include \"capture/host/host.h\"\n");
  write("storage/writer.cpp", "#include \"capture/host/host.h\"\n");
  EXPECT_THAT(layerViolations(root_),
              ElementsAre("core/event.cpp:2 includes capture/host/host.h",
                          "storage/writer.cpp:1 includes capture/host/host.h"));
}

TEST_F(LayersTest, ViewsSeeOfStorageTheReadInterfaceAndItsFiltersAlone) {
  write("ui/logic/rows.cpp",
        "#include \"storage/resource_filter.h\"\n#include \"storage/event_filter.h\"\n");
  write("ui/views/tree.cpp", "#include \"storage/session_writer.h\"\n");
  EXPECT_THAT(layerViolations(root_),
              ElementsAre("ui/views/tree.cpp:1 includes storage/session_writer.h"));
}

TEST_F(LayersTest, NameTheirOwnFilesFromTheRoot) {
  write("core/event.cpp", "#include \"event.h\"\n");
  EXPECT_THAT(layerViolations(root_), ElementsAre("core/event.cpp:1 includes event.h"));
}

TEST(Layers, OfThisTreeAreInOrder) {
  EXPECT_THAT(layerViolations(UVSCOPE_SOURCE_DIR), IsEmpty());
}

}  // namespace
}  // namespace uvscope::testing
