// What a ring tells of modules and stacks, sense and nonsense.
#include "capture/host/ring_stacks.h"

#include <cstring>

#include <gtest/gtest.h>

#include "capture/recorder/ring_format.h"

namespace uvscope::capture {
namespace {

std::string moduleText(std::uint64_t begin, std::uint64_t end, std::string_view path,
                       std::uint32_t build_id_bytes = 4) {
  ModuleText header{};
  header.bias = begin - 0x1000;
  header.begin = begin;
  header.end = end;
  header.build_id_bytes = build_id_bytes;
  std::memcpy(header.build_id, "abcd", 4);
  return std::string(reinterpret_cast<const char*>(&header), sizeof header).append(path);
}

std::string stackText(std::vector<std::uint64_t> addresses) {
  return {reinterpret_cast<const char*>(addresses.data()),
          addresses.size() * sizeof(std::uint64_t)};
}

struct RingStacksTest : testing::Test {
  // "nvim+1234 0+7f00": paths and offsets of the stack that has this number.
  std::string told(std::uint64_t number) {
    const core::StackId id = ring.stack(number);
    if (id == core::StackId{}) return "none";
    std::string text;
    for (const core::CodeId code : table.stacks()[id.value - 1].codes) {
      const CodePlace& place = table.places()[code.value - 1];
      char offset[32];
      std::snprintf(offset, sizeof offset, "+%lx", static_cast<unsigned long>(place.offset));
      text += (text.empty() ? "" : " ") + table.module(place.module).path + offset;
    }
    return text;
  }

  StackTable table;
  RingStacks ring{table, "/bin/program"};
};

TEST_F(RingStacksTest, PutsAddressesIntoModules) {
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "")));
  ASSERT_TRUE(ring.takeModule(1, moduleText(0x30000, 0x40000, "/lib/libx.so")));
  ASSERT_TRUE(ring.takeStack(1, stackText({0x10234, 0x30010, 0x50000})));
  EXPECT_EQ(told(1), "/bin/program+1234 /lib/libx.so+1010 +50000");
}

TEST_F(RingStacksTest, CountsACallAtTheVeryEndOfAModuleToIt) {
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/bin/a")));
  ASSERT_TRUE(ring.takeStack(1, stackText({0x20000, 0x10000})));
  EXPECT_EQ(told(1), "/bin/a+11000 +10000");
}

TEST_F(RingStacksTest, LeavesOutTheRecorderAndBeginsWithTheProgramsCall) {
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/bin/a")));
  ASSERT_TRUE(ring.takeModule(1, moduleText(0x30000, 0x40000, "/x/libuvscope-preload.so")));
  ASSERT_TRUE(ring.takeModule(2, moduleText(0x50000, 0x60000, "/lib/libuv.so.1")));
  ASSERT_TRUE(ring.takeStack(1, stackText({0x30100, 0x50100, 0x30200, 0x10100, 0x30300, 0x50200})));
  EXPECT_EQ(told(1), "/bin/a+1100 /lib/libuv.so.1+1200");
}

TEST_F(RingStacksTest, GivesEqualStacksOfTwoRingsOneNumber) {
  RingStacks other(table, "/bin/program");
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/bin/a")));
  ASSERT_TRUE(other.takeModule(0, moduleText(0x70000, 0x80000, "/bin/a")));
  ASSERT_TRUE(ring.takeStack(1, stackText({0x10100})));
  ASSERT_TRUE(other.takeStack(9, stackText({0x70100})));
  EXPECT_EQ(ring.stack(1), other.stack(9));
}

TEST_F(RingStacksTest, LetsALaterModuleTakeThePlaceOfThoseItOverlaps) {
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/old/1")));
  ASSERT_TRUE(ring.takeModule(1, moduleText(0x20000, 0x30000, "/old/2")));
  ASSERT_TRUE(ring.takeModule(2, moduleText(0x18000, 0x28000, "/new")));
  ASSERT_TRUE(ring.takeStack(1, stackText({0x10100, 0x18100, 0x28100})));
  EXPECT_EQ(told(1), "+10100 /new+1100 +28100");
}

TEST_F(RingStacksTest, ForgetsModulesWhenTheyAreToldAnew) {
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/bin/a")));
  ASSERT_TRUE(ring.takeModule(1, moduleText(0x30000, 0x40000, "/plugin")));
  ASSERT_TRUE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/bin/a")));
  ASSERT_TRUE(ring.takeStack(1, stackText({0x30100})));
  EXPECT_EQ(told(1), "+30100") << "code that was made where the plugin was";
}

TEST_F(RingStacksTest, RefusesModulesThatMakeNoSense) {
  EXPECT_FALSE(ring.takeModule(0, "short"));
  EXPECT_FALSE(ring.takeModule(0, moduleText(0x20000, 0x10000, "/backwards")));
  EXPECT_FALSE(ring.takeModule(0, moduleText(0x10000, 0x20000, "/long/id", 33)));
  EXPECT_FALSE(ring.takeModule(0, moduleText(0x10000, 0x20000, std::string("/a\0b", 4))));
}

TEST_F(RingStacksTest, RefusesStacksThatMakeNoSense) {
  EXPECT_FALSE(ring.takeStack(0, stackText({1})));
  EXPECT_FALSE(ring.takeStack(kStackLost, stackText({1})));
  EXPECT_FALSE(ring.takeStack(std::uint64_t{1} << 40U, stackText({1})));
  EXPECT_FALSE(ring.takeStack(1, "seven b"));
  EXPECT_FALSE(ring.takeStack(1, stackText(std::vector<std::uint64_t>(65, 1))));
  EXPECT_EQ(told(1), "none");
}

TEST_F(RingStacksTest, KnowsNoStackThatWasNeverTold) {
  EXPECT_EQ(told(1), "none");
  ASSERT_TRUE(ring.takeStack(7, stackText({0x1234})));
  EXPECT_EQ(told(3), "none");
  EXPECT_EQ(told(kStackLost), "none");
  ASSERT_TRUE(ring.takeStack(8, ""));
  EXPECT_EQ(told(8), "none") << "of no call at all";
}

TEST(StackTable, HoldsNoMoreThanAProgramCanHave) {
  StackTable table;
  core::StackId last{1};
  std::uint64_t made = 0;
  for (; last != core::StackId{} && made < 2'000'000; ++made) {
    const CodePlace place{StackTable::kNoModule, made};
    last = table.stackOf({&place, 1});
  }
  EXPECT_EQ(last, core::StackId{});
  EXPECT_LE(table.places().size(), made);
}

}  // namespace
}  // namespace uvscope::capture
