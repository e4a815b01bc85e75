// Creation stacks in session files.
#include <gtest/gtest.h>

#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "storage/sql_query.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using core::CodeId;
using core::StackFrame;
using core::StackId;

core::Event init(std::uint64_t id, StackId stack) {
  core::Event event;
  event.kind = core::EventKind::Init;
  event.id = {id};
  event.trigger = event.execution = core::kBootstrapId;
  event.context = {1};
  event.type = core::typeOf(core::Provider::Timer);
  event.value = stack.value;
  return event;
}

StackFrame unnamed(std::uint64_t offset) {
  return {"/bin/nvim", offset, "", "", 0, false};
}

struct SessionStacksTest : ::testing::Test {
  SessionStacksTest() { writer = std::move(*SessionWriter::create(path, {})); }

  std::unique_ptr<SessionReader> finished() {
    EXPECT_TRUE(writer->finish(0));
    return std::move(*SessionReader::open(path));
  }

  // One stack of two places, and a timer that bears it.
  void writeOne() {
    writer->onProcess({core::ProcessId{1}, 1, 0, "/bin/nvim", {}, 0});
    writer->onContext({core::ContextId{1}, core::ProcessId{1}, 1, ""});
    const StackFrame inner = unnamed(0x10);
    const StackFrame outer = unnamed(0x20);
    writer->onFrames({1}, {&inner, 1});
    writer->onFrames({2}, {&outer, 1});
    const CodeId codes[] = {{1}, {2}};
    writer->onStack({1}, codes, "nvim+0x10");
    const core::Event events[] = {init(2, {1}), init(3, {})};
    writer->onEvents(events);
  }

  testing::TempDir directory;
  std::string path = directory.file("s.uvscope");
  std::unique_ptr<SessionWriter> writer;
};

core::ResourceKey key(std::uint64_t id) {
  return {core::ContextId{1}, core::AsyncId{id}};
}

TEST_F(SessionStacksTest, AreKeptWithTheResource) {
  writeOne();
  const auto reader = finished();
  EXPECT_EQ(reader->resource(key(2))->stack, StackId{1});
  EXPECT_EQ(reader->resource(key(3))->stack, StackId{});
  EXPECT_EQ(reader->frames({1}), (std::vector<StackFrame>{unnamed(0x10), unnamed(0x20)}));
  EXPECT_EQ(reader->site({1}), "nvim+0x10");
  EXPECT_TRUE(reader->frames({}).empty());
  EXPECT_TRUE(reader->frames({99}).empty());
  EXPECT_EQ(reader->site({}), "");
  EXPECT_EQ(reader->site({99}), "");
}

TEST_F(SessionStacksTest, CostNothingInTheEvents) {
  writeOne();
  const auto reader = finished();
  EXPECT_EQ(reader->events(1, 1)[0].value, 0);
}

TEST_F(SessionStacksTest, GetTheirNamesLater) {
  writeOne();
  ASSERT_TRUE(writer->commit());
  const StackFrame named[] = {{"/bin/nvim", 0x10, "start", "/src/server.c", 42, true},
                              {"/bin/nvim", 0x10, "serve", "/src/server.c", 50, false}};
  writer->onFrames({1}, named);
  const CodeId codes[] = {{1}, {2}};
  writer->onStack({1}, codes, "start (server.c:42)");
  const auto reader = finished();
  EXPECT_EQ(reader->frames({1}), (std::vector<StackFrame>{named[0], named[1], unnamed(0x20)}));
  EXPECT_EQ(reader->site({1}), "start (server.c:42)");
}

TEST_F(SessionStacksTest, CanBeAskedForInSql) {
  writeOne();
  EXPECT_TRUE(writer->finish(0));
  std::string found;
  SqlSink sink;
  sink.columns = [](const auto&) {};
  sink.row = [&](std::span<const SqlValue> row) {
    found += std::get<std::string>(row[0]) + " " + std::to_string(std::get<std::int64_t>(row[1]));
    return true;
  };
  const auto done =
      runSql(path, "SELECT site.name, resource.id FROM resource JOIN site USING (stack)", sink);
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(found, "nvim+0x10 2");
}

TEST_F(SessionStacksTest, SurviveTheEndOfTheirResource) {
  writeOne();
  ASSERT_TRUE(writer->commit());
  core::Event destroy = init(2, {});
  destroy.kind = core::EventKind::Destroy;
  writer->onEvents({&destroy, 1});
  EXPECT_EQ(finished()->resource(key(2))->stack, StackId{1});
}

}  // namespace
}  // namespace uvscope::storage
