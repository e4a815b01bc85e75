#include "storage/block_scan.h"

#include <gtest/gtest.h>

#include "storage/session_file.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using core::AsyncId;
using core::Event;
using core::EventKind;

constexpr core::ContextId kContext{1};
// From so many on, lists are made by scans of blocks.
constexpr std::uint64_t kMany = 1'000'000;

// A session of which each event is a chunk.
class BlockScanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SessionWriterOptions options;
    options.chunk_events = 1;
    auto writer = SessionWriter::create(path_, options);
    ASSERT_TRUE(writer) << writer.error().message;
    writer_ = std::move(*writer);
  }

  void add(EventKind kind, std::uint64_t id, std::uint64_t parent = 1) {
    Event event;
    event.kind = kind;
    event.context = kContext;
    event.ts_ns = 10 * ++events_;
    event.id.value = id;
    if (kind == EventKind::Init) event.trigger = event.execution = AsyncId{parent};
    writer_->onEvents({&event, 1});
  }

  // What comes next is in another block.
  void endBlock(std::uint64_t living) {
    do
      add(EventKind::Ref, living);
    while (events_ % kChunksPerBlock != 0);
  }

  void finish() {
    ASSERT_TRUE(writer_->finish(10 * events_));
    writer_.reset();
  }

  testing::TempDir dir_;
  std::string path_ = dir_.file("s.uvscope");
  std::unique_ptr<SessionWriter> writer_;
  std::uint64_t events_ = 0;
};

TEST_F(BlockScanTest, TellsOfAllButWhatHadEventsAfterItsEndInALaterBlock) {
  for (const std::uint64_t id : {2, 3, 4})
    add(EventKind::Init, id);
  for (const std::uint64_t id : {2, 3})
    add(EventKind::Destroy, id);
  endBlock(4);
  add(EventKind::Ref, 2);
  finish();
  auto file = openSessionFile(path_);
  ASSERT_TRUE(file);
  Damage damage;
  auto chunks = ChunkReader::open(file->db.get(), damage, false);
  ASSERT_TRUE(chunks);
  auto closed = ClosedBlocks::open(file->db.get(), *chunks, damage);
  ASSERT_TRUE(closed);
  BlockScan scan(*chunks, *closed, 0);
  EXPECT_EQ(scan.record({0, 0}), nullptr);
  const ResourceRecord* const regular = scan.record({1, 0});
  ASSERT_NE(regular, nullptr);
  EXPECT_EQ(regular->key.id, AsyncId{3});
  EXPECT_EQ(regular->destroy_seq, 5U);
}

TEST_F(BlockScanTest, ListsWhatHadEventsAfterItsEndWithThem) {
  for (const std::uint64_t id : {2, 3})
    add(EventKind::Init, id);
  add(EventKind::Destroy, 2);
  endBlock(3);
  add(EventKind::Ref, 2);
  const std::uint64_t last_ns = 10 * events_;
  finish();
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader);
  const auto all = (*reader)->resources(0, kMany);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].last_event_ns, last_ns);
  EXPECT_EQ(all[0], (*reader)->resource(all[0].key));
}

TEST_F(BlockScanTest, FollowsASessionWhoseResourcesHaveEventsAfterTheirEnd) {
  for (const std::uint64_t id : {2, 3})
    add(EventKind::Init, id);
  add(EventKind::Destroy, 2);
  endBlock(3);
  ASSERT_TRUE(writer_->commit());
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader);
  ASSERT_EQ((*reader)->resources(0, kMany).size(), 2U);
  add(EventKind::Ref, 2);
  const std::uint64_t last_ns = 10 * events_;
  endBlock(3);
  ASSERT_TRUE(writer_->commit());
  ASSERT_TRUE((*reader)->refresh());
  EXPECT_EQ((*reader)->resources(0, kMany)[0].last_event_ns, last_ns);
}

// Its first Init, in an earlier block, is the one that counts.
TEST_F(BlockScanTest, TakesNoSecondInitForTheBirthOfAChild) {
  add(EventKind::Init, 2);
  endBlock(2);
  add(EventKind::Init, 200);
  add(EventKind::Init, 2, 200);
  add(EventKind::Destroy, 200);
  finish();
  auto reader = SessionReader::open(path_);
  ASSERT_TRUE(reader);
  const auto all = (*reader)->resources(0, kMany);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].key.id, AsyncId{200});
  EXPECT_EQ(all[1].trigger_children, 0U);
  EXPECT_EQ(all[1], (*reader)->resource(all[1].key));
}

}  // namespace
}  // namespace uvscope::storage
