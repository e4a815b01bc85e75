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

// As the first layout had it.
void makeOlder(const std::string& path) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  const ConnectionPtr owner(db);
  const auto done = execute(db, R"(
    PRAGMA user_version = 1;
    ALTER TABLE resource_row DROP COLUMN stack;
    ALTER TABLE resource_row DROP COLUMN active;
    ALTER TABLE resource_row DROP COLUMN bytes_read;
    ALTER TABLE resource_row DROP COLUMN bytes_written;
    ALTER TABLE resource_row DROP COLUMN failures;
    ALTER TABLE resource_row DROP COLUMN owner_id;
    ALTER TABLE resource_row DROP COLUMN work_start_ns;
    ALTER TABLE resource_row DROP COLUMN work_end_ns;
    ALTER TABLE resource_row DROP COLUMN worker;
    DROP TABLE loop;
    DROP TABLE frame; DROP TABLE stack; DROP TABLE site;
    CREATE TABLE frame(id INTEGER PRIMARY KEY, module TEXT NOT NULL, function TEXT NOT NULL,
      file TEXT NOT NULL, line INTEGER NOT NULL) STRICT;
    CREATE TABLE stack(id INTEGER NOT NULL, position INTEGER NOT NULL, frame INTEGER NOT NULL,
      PRIMARY KEY(id, position)) STRICT, WITHOUT ROWID;
    CREATE TABLE site(id INTEGER PRIMARY KEY, name TEXT NOT NULL, stack INTEGER) STRICT;)");
  ASSERT_TRUE(done) << done.error().message;
}

TEST_F(SessionStacksTest, AreNotInSessionsOfTheFirstLayoutWhichOpenAllTheSame) {
  writeOne();
  ASSERT_TRUE(writer->finish(0));
  writer.reset();
  makeOlder(path);
  auto opened = SessionReader::open(path);
  ASSERT_TRUE(opened) << opened.error().message;
  SessionReader& reader = **opened;
  ASSERT_TRUE(reader.resource(key(2)));
  EXPECT_EQ(reader.resource(key(2))->stack, StackId{});
  EXPECT_EQ(reader.resources(0, 9).size(), 2U);
  EXPECT_EQ(reader.undestroyed(2, 0, 9).size(), 2U);
  EXPECT_EQ(reader.roots(ParentKind::Trigger).size(), 1U);
  EXPECT_EQ(reader.children(key(1), ParentKind::Execution, 0, 9).size(), 2U);
  EXPECT_TRUE(reader.frames({1}).empty());
  EXPECT_EQ(reader.site({1}), "");
  EXPECT_EQ(reader.info().damage, "");
  std::int64_t without = 0;
  SqlSink sink;
  sink.columns = [](const auto&) {};
  sink.row = [&](std::span<const SqlValue> row) {
    without = std::get<std::int64_t>(row[0]);
    return true;
  };
  EXPECT_TRUE(runSql(path, "SELECT count(*) FROM resource WHERE stack IS NULL", sink));
  EXPECT_EQ(without, 2);
}

}  // namespace
}  // namespace uvscope::storage
