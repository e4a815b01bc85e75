// A finished session file from events as a person writes them (tests/testing/graph_text.h).
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "storage/session_writer.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::testing {

class SessionFromText {
 public:
  explicit SessionFromText(std::string_view text) : path_(directory_.file("test.uvscope")) {
    auto writer =
        storage::SessionWriter::create(path_, {"test program", "monotonic", "test", 0, false});
    EXPECT_TRUE(writer) << writer.error().message;
    const GraphText graph = parseGraph(text);
    graph.feed(**writer);
    const std::uint64_t end_ns = graph.events.empty() ? 0 : graph.events.back().ts_ns;
    (*writer)->onProcessExit({core::ProcessId{1}, end_ns, 0, -1});
    EXPECT_TRUE((*writer)->finish(end_ns));
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] std::string fileBeside(const std::string& name) const {
    return directory_.file(name);
  }

 private:
  TempDir directory_;
  std::string path_;
};

}  // namespace uvscope::testing
