#include "core/creation_stack.h"

#include <vector>

#include <gtest/gtest.h>

namespace uvscope::core {
namespace {

StackFrame frame(std::string module, std::string function = {}, std::string file = {},
                 std::uint32_t line = 0) {
  return {std::move(module), 0x1234, std::move(function), std::move(file), line, false};
}

TEST(FrameName, TellsWhatIsKnownAndNothingElse) {
  EXPECT_EQ(frameName(frame("/bin/nvim", "start_server", "/src/server.c", 42)),
            "start_server (server.c:42)");
  EXPECT_EQ(frameName(frame("/bin/nvim", "start_server")), "start_server (nvim+0x1234)");
  EXPECT_EQ(frameName(frame("/bin/nvim")), "nvim+0x1234");
  EXPECT_EQ(frameName(frame("/bin/nvim", "", "entry.S", 7)), "nvim+0x1234 (entry.S:7)");
  EXPECT_EQ(frameName(frame("/bin/nvim", "main", "main.c")), "main (main.c)");
  EXPECT_EQ(frameName(frame("")), "0x1234");
}

TEST(CreationSite, IsTheInnermostCallThatIsNotTheSystems) {
  const std::vector<StackFrame> frames{
      frame("/usr/lib/libuvscope.so.0", "setTimeout"), frame("/lib/libuv.so.1", "uv_spawn"),
      frame("/lib/libc.so.6", "qsort"), frame("/usr/bin/server", "start"),
      frame("/usr/bin/server", "main")};
  EXPECT_EQ(creationSite(frames), 3U);
}

TEST(CreationSite, IsTheFirstOfAllWhenNoneIsTheProgramsOwn) {
  const std::vector<StackFrame> frames{frame("/lib/libuv.so.1"), frame("/lib/libc.so.6")};
  EXPECT_EQ(creationSite(frames), 0U);
}

TEST(CreationSite, MayBeInALibraryOfTheProgramOrInCodeMadeAtRunTime) {
  EXPECT_FALSE(isSystemCode(frame("/usr/lib/libuvloop_helper.so")));
  EXPECT_FALSE(isSystemCode(frame("/opt/libcurl.so.4")));
  EXPECT_FALSE(isSystemCode(frame("")));
  EXPECT_TRUE(isSystemCode(frame("/lib64/ld-linux-x86-64.so.2")));
}

}  // namespace
}  // namespace uvscope::core
