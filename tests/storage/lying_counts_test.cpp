// Blobs and rows whose sums are right, but whose counts and lengths are not: a writer with an
// error, or a stranger, has made them. Reading must not crash, and must say that the session is
// damaged.
#include <cstring>
#include <functional>

#include <gtest/gtest.h>

#include "storage/birth_codec.h"
#include "storage/byte_io.h"
#include "storage/checked_bytes.h"
#include "storage/checked_tables.h"
#include "storage/checksum.h"
#include "storage/chunk_directory.h"
#include "storage/event_codec.h"
#include "storage/kept_codec.h"
#include "storage/key_frame.h"
#include "storage/row_counts.h"
#include "storage/row_sum.h"
#include "storage/session_index.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/small_session.h"

namespace uvscope::storage {
namespace {

using Bytes = std::vector<std::uint8_t>;

class LyingCounts : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override { begin(); }

  // A fresh copy, open to be written.
  void begin() {
    db_.reset();
    session_.replaceBy(session_.whole());
    sqlite3* raw = nullptr;
    sqlite3_open(session_.path().c_str(), &raw);
    db_.reset(raw);
  }

  // Puts what `lie` makes of the blob in `column` (from 0) of row `id` in its place.
  void put(const CheckedTable& table, std::int64_t id, int column,
           const std::function<Bytes(std::span<const std::uint8_t>)>& lie) {
    auto select = CheckedSelect::prepare(db_.get(), table, "WHERE id = ?");
    auto insert = RowInsert::prepare(db_.get(), table);
    ASSERT_TRUE(select && insert);
    select->bind(1, id);
    ASSERT_EQ(select->step(), Statement::Step::Row);
    insert->bindRow(select->row());
    const Bytes made = lie(select->blob(column));
    select->reset();
    insert->bindBlob(column + 1, made);
    ASSERT_TRUE(insert->run());
  }

  void putEvents(const std::function<void(std::vector<core::Event>&)>& lie) {
    put(kChunkTable, 1, 2, [&](std::span<const std::uint8_t> bytes) {
      std::vector<core::Event> events;
      EXPECT_TRUE(decodeEvents(bytes, events));
      lie(events);
      Bytes packed;
      encodeEvents(events, packed);
      return packed;
    });
  }

  // In the directory and, if there is one, in the index.
  void putEntry(std::size_t chunk, const std::function<void(ChunkEntry&)>& lie) {
    put(kDirectoryTable, 0, 1, [&](std::span<const std::uint8_t> bytes) {
      std::vector<ChunkEntry> entries;
      EXPECT_TRUE(decodeDirectoryPage(bytes, entries));
      lie(entries[chunk]);
      return encodeDirectoryPage(entries);
    });
    renewIndex();
  }

  // A page of kept records, with what is told of it.
  void putKept(std::int64_t id, const std::function<void(std::vector<KeptRecord>&)>& lie) {
    auto select = CheckedSelect::prepare(db_.get(), kKeptTable, "WHERE id = ?");
    select->bind(1, id);
    ASSERT_EQ(select->step(), Statement::Step::Row);
    std::vector<KeptRecord> records;
    ASSERT_TRUE(decodeKept(select->blob(4), records));
    select->reset();
    lie(records);
    const KeptPage page = keptPageOf(static_cast<std::uint64_t>(id), records);
    const Bytes packed = encodeKept(records);
    auto insert = RowInsert::prepare(db_.get(), kKeptTable);
    insert->bind(1, page.id);
    insert->bind(2, page.first_number);
    insert->bind(3, page.unfinished);
    insert->bind(4, page.last_destroy);
    insert->bindBlob(5, packed);
    insert->bind(6, ownSumOf(packed));
    ASSERT_TRUE(insert->run());
    renewIndex();
  }

  void renewIndex() { EXPECT_TRUE(!GetParam() || writeSessionIndex(db_.get())); }

  void run(const std::string& sql) { ASSERT_TRUE(execute(db_.get(), sql.c_str())); }

  std::string damage() {
    db_.reset();
    return session_.damage();
  }

  testing::SmallSession session_{GetParam()};
  ConnectionPtr db_;
};

TEST_P(LyingCounts, AreNoneAtFirst) {
  putEvents([](std::vector<core::Event>&) {});
  putEntry(1, [](ChunkEntry&) {});
  putKept(0, [](std::vector<KeptRecord>&) {});
  EXPECT_EQ(damage(), "");
  EXPECT_EQ(session_.difference(), "");
}

TEST_P(LyingCounts, AreToldOfChunksWithTooFewEventsOrTooMany) {
  putEvents([](std::vector<core::Event>& events) { events.pop_back(); });
  EXPECT_NE(damage(), "");
  begin();
  putEvents([](std::vector<core::Event>& events) { events.push_back(events.back()); });
  EXPECT_NE(damage(), "");
  begin();
  putEvents([](std::vector<core::Event>& events) { events.clear(); });
  EXPECT_NE(damage(), "");
}

// Every byte of the header: versions, how many events, how long each column is.
TEST_P(LyingCounts, AreToldOfLengthsInChunks) {
  constexpr std::size_t kHeader = 8 + 2 + 2 + 6 * 4;
  for (std::size_t at = 8; at < kHeader; at += testing::kSlower) {
    for (const unsigned change : {1U, 2U, 0x80U, 0xffU}) {
      begin();
      put(kChunkTable, 1, 2, [&](std::span<const std::uint8_t> bytes) {
        Bytes lying(bytes.begin(), bytes.end());
        lying[at] = static_cast<std::uint8_t>(lying[at] ^ change);
        const std::uint64_t sum = checksum(std::span(lying).subspan(sizeof(sum)));
        std::memcpy(lying.data(), &sum, sizeof(sum));
        return lying;
      });
      EXPECT_NE(damage(), "") << at;
    }
  }
}

TEST_P(LyingCounts, AreToldOfTheTableOfContents) {
  const std::pair<const char*, std::function<void(ChunkEntry&)>> lies[] = {
      {"more events", [](ChunkEntry& entry) { ++entry.events; }},
      {"fewer events", [](ChunkEntry& entry) { --entry.events; }},
      {"more resources", [](ChunkEntry& entry) { ++entry.resources; }},
      {"very many resources", [](ChunkEntry& entry) { entry.resources = ~std::uint64_t{0}; }},
      {"no resources", [](ChunkEntry& entry) { entry.resources = 0; }},
      {"more alive", [](ChunkEntry& entry) { ++entry.alive; }},
      {"very many alive", [](ChunkEntry& entry) { entry.alive = ~std::uint64_t{0}; }},
      {"times", [](ChunkEntry& entry) { entry.min_ns = entry.max_ns + 1; }}};
  for (const std::size_t chunk : {5U, 127U}) {
    for (const auto& [what, lie] : lies) {
      begin();
      putEntry(chunk, lie);
      EXPECT_NE(damage(), "") << what << " in " << chunk;
    }
  }
}

TEST_P(LyingCounts, AreToldOfBirths) {
  for (const std::int64_t chunk : {2, 130}) {
    for (const int more : {-1, 1, 200}) {
      begin();
      put(kBirthTable, chunk, 1, [&](std::span<const std::uint8_t> bytes) {
        std::vector<Birth> births;
        const std::size_t in_block = static_cast<std::size_t>(chunk) % kChunksPerBlock;
        EXPECT_TRUE(decodeBirths(bytes, in_block, births));
        BirthEncoder encoder(in_block);
        for (int i = 0; i < static_cast<int>(births.size()) + more; ++i)
          encoder.addKept();
        if (births.empty() && more < 0) encoder.addKept();
        return std::move(encoder).finish();
      });
      EXPECT_NE(damage(), "") << more << " in " << chunk;
    }
  }
}

TEST_P(LyingCounts, AreToldOfWhatIsBornByAKeyFrame) {
  const std::vector<std::uint32_t> lies[] = {{0}, {0, 1, 2}, {0, 1, 2, 3, 4, 5, 100'000}};
  for (const std::vector<std::uint32_t>& older : lies) {
    begin();
    put(kChunkTable, 1, 1, [&](std::span<const std::uint8_t> bytes) {
      KeyFrame frame;
      EXPECT_TRUE(decodeKeyFrame(bytes, frame));
      EXPECT_NE(frame.older, older);
      frame.older = older;
      return encodeKeyFrame(frame);
    });
    EXPECT_NE(damage(), "");
  }
}

TEST_P(LyingCounts, AreToldOfPagesWithTooFewRecordsOrOthers) {
  const std::pair<const char*, std::function<void(std::vector<KeptRecord>&)>> lies[] = {
      {"without the last", [](std::vector<KeptRecord>& records) { records.pop_back(); }},
      {"without the first",
       [](std::vector<KeptRecord>& records) { records.erase(records.begin()); }},
      {"empty", [](std::vector<KeptRecord>& records) { records.clear(); }},
      {"one twice", [](std::vector<KeptRecord>& records) { records[1] = records[0]; }},
      {"far numbers", [](std::vector<KeptRecord>& records) {
         for (KeptRecord& record : records)
           record.number += 1'000'000;
       }}};
  for (const auto& [what, lie] : lies) {
    begin();
    putKept(0, lie);
    EXPECT_NE(damage(), "") << what;
  }
}

TEST_P(LyingCounts, AreToldOfAnIndexThatHasMorePagesThanThereAre) {
  if (!GetParam()) return;
  for (const CheckedTable& table : {kDirectoryTable, kKeptTable}) {
    begin();
    const bool kept = table.name == kKeptTable.name;
    const std::int64_t added = kept ? 100 : 3;
    auto select = CheckedSelect::prepare(db_.get(), table, "WHERE id = 0");
    auto insert = RowInsert::prepare(db_.get(), table);
    ASSERT_EQ(select->step(), Statement::Step::Row);
    insert->bindRow(select->row());
    if (kept) insert->bind(6, ownSumOf(select->blob(4)));
    select->reset();
    insert->bind(1, added);
    ASSERT_TRUE(insert->run());
    if (kept) {
      ASSERT_TRUE(recount(db_.get(), {&table, 1}));
    }
    renewIndex();
    run("DELETE FROM " + std::string(table.name) + " WHERE id = " + std::to_string(added));
    if (kept) {
      ASSERT_TRUE(recount(db_.get(), {&table, 1}));
    }
    EXPECT_NE(damage(), "") << table.name;
  }
}

TEST_P(LyingCounts, AreToldOfAnIndexThatSaysMoreThanItHolds) {
  if (!GetParam()) return;
  for (const std::uint64_t pages : {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{1} << 60U}) {
    begin();
    put(kIndexTable, 1, 1, [&](std::span<const std::uint8_t>) {
      ByteWriter body;
      body.varint(pages);
      for (int i = 0; i < 20; ++i)
        body.varint(0);
      return withChecksum(body.bytes());
    });
    EXPECT_NE(damage(), "") << pages;
    EXPECT_EQ(session_.difference(), "") << pages;  // the tables tell all
  }
}

TEST_P(LyingCounts, AreToldOfHowMuchIsClosed) {
  for (const std::int64_t closed : {0, 1, 127, 128, 129, 256, 1'000'000'000, -1}) {
    begin();
    auto insert = RowInsert::prepare(db_.get(), kMetaTable);
    insert->bindText(1, "closed_chunks");
    insert->bind(2, closed);
    ASSERT_TRUE(insert->run());
    const bool true_there = !GetParam() && closed == 256;
    EXPECT_EQ(damage().empty(), true_there) << closed;
  }
}

INSTANTIATE_TEST_SUITE_P(FinishedAndKilled, LyingCounts, ::testing::Bool());

}  // namespace
}  // namespace uvscope::storage
