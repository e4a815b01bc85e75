// What a closed block leaves in the file: comes back as it was, and no bytes harm the reader.
#include <cstring>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "storage/alive_types.h"
#include "storage/birth_codec.h"
#include "storage/born_ids.h"
#include "storage/busy_contexts.h"
#include "storage/checksum.h"
#include "storage/detail_log.h"
#include "storage/kept_codec.h"
#include "storage/occurrence_codec.h"
#include "storage/resource_tracker.h"
#include "storage/subtree_codec.h"
#include "storage/timeline_samples.h"

namespace uvscope::storage {
namespace {

using Bytes = std::vector<std::uint8_t>;

core::ResourceKey key(std::uint32_t context, std::uint64_t id) {
  return {core::ContextId{context}, core::AsyncId{id}};
}

// Every truncation and every change of a bit is seen; with a right checksum nothing is promised but
// that it ends.
void expectSafe(const Bytes& good, const std::function<bool(std::span<const std::uint8_t>)>& read) {
  ASSERT_TRUE(read(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(read(std::span(good).first(size))) << size << " of " << good.size();
  Bytes bytes = good;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(read(bytes)) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  }
  std::mt19937_64 random(3);
  for (int round = 0; round < 3000; ++round) {
    bytes = good;
    for (std::uint64_t flips = 1 + random() % 6; flips > 0; --flips)
      bytes[8 + random() % (bytes.size() - 8)] = static_cast<std::uint8_t>(random());
    if (random() % 4 == 0) bytes.resize(8 + random() % (bytes.size() - 8));
    const std::uint64_t sum = checksum(std::span(bytes).subspan(8));
    std::memcpy(bytes.data(), &sum, sizeof(sum));
    static_cast<void>(read(bytes));
  }
}

TEST(ChunkSet, FindsTheNearestOnEitherSide) {
  ChunkSet set;
  EXPECT_FALSE(set.next(0));
  EXPECT_FALSE(set.previous(kChunksPerBlock));
  for (const std::size_t chunk : {3U, 63U, 64U, 127U})
    set.add(chunk);
  EXPECT_EQ(set.count(), 4U);
  EXPECT_EQ(set.next(0), 3U);
  EXPECT_EQ(set.next(4), 63U);
  EXPECT_EQ(set.next(64), 64U);
  EXPECT_EQ(set.next(65), 127U);
  EXPECT_EQ(set.previous(126), 64U);
  EXPECT_EQ(set.previous(63), 63U);
  EXPECT_EQ(set.previous(62), 3U);
  EXPECT_FALSE(set.previous(2));
  EXPECT_EQ(set.last(), 127U);
}

std::vector<Birth> someBirths(std::size_t chunk) {
  std::mt19937_64 random(chunk);
  std::vector<Birth> births(300);
  for (Birth& birth : births) {
    birth.kept = random() % 7 == 0;
    if (birth.kept) continue;
    birth.chunks.add(chunk);
    for (std::uint64_t more = random() % 5; more > 0; --more)
      birth.chunks.add(chunk + random() % (kChunksPerBlock - chunk));
    birth.creating_run = static_cast<std::uint32_t>(random() % 2 == 0 ? random() % 40 : random());
    if (random() % 3 == 0) birth.detail = "/etc/" + std::to_string(random() % 5);
  }
  return births;
}

Bytes encoded(std::size_t chunk, const std::vector<Birth>& births) {
  BirthEncoder encoder(chunk);
  for (const Birth& birth : births) {
    if (birth.kept) {
      encoder.addKept();
    } else {
      encoder.add(birth.chunks, birth.creating_run, birth.detail);
    }
  }
  return std::move(encoder).finish();
}

TEST(BirthCodec, BringsBackEveryBirth) {
  for (const std::size_t chunk : {0U, 1U, 64U, 126U, 127U}) {
    const std::vector<Birth> births = someBirths(chunk);
    std::vector<Birth> decoded;
    ASSERT_TRUE(decodeBirths(encoded(chunk, births), chunk, decoded));
    EXPECT_EQ(decoded, births) << chunk;
  }
}

TEST(BirthCodec, IsSafe) {
  std::vector<Birth> births = someBirths(5);
  births.resize(40);
  std::vector<Birth> decoded;
  expectSafe(encoded(5, births),
             [&](std::span<const std::uint8_t> bytes) { return decodeBirths(bytes, 5, decoded); });
}

std::vector<Occurrence> someOccurrences() {
  std::mt19937_64 random(9);
  std::vector<Occurrence> all;
  std::uint64_t id = 0;
  for (std::uint32_t context = 1; context < 4; ++context) {
    id = 0;
    for (int i = 0; i < 70; ++i) {
      Occurrence one;
      one.key = key(context, id += random() % 1000);
      for (std::uint64_t more = 1 + random() % 4; more > 0; --more)
        one.chunks.add(random() % kChunksPerBlock);
      if (i % 9 == 0) {
        for (std::size_t chunk = 5; chunk < 100; ++chunk)
          one.chunks.add(chunk);
      }
      if (i % 5 == 0) one.trigger_born = static_cast<std::uint32_t>(random() % 300);
      if (i % 7 == 0) one.execution_born = static_cast<std::uint32_t>(random());
      all.push_back(one);
      ++id;
    }
  }
  all.push_back({key(4, core::kUnknownId.value), {}, 1, 0});
  return all;
}

TEST(OccurrenceCodec, FindsEachAndNothingElse) {
  const std::vector<Occurrence> all = someOccurrences();
  const auto index = OccurrenceIndex::read(encodeOccurrences(all));
  ASSERT_TRUE(index);
  EXPECT_EQ(index->all(), all);
  for (const Occurrence& one : all)
    EXPECT_EQ(index->find(one.key), one);
  EXPECT_FALSE(index->find(key(0, 1)));
  EXPECT_FALSE(index->find(key(2, 1'000'000'000)));
  EXPECT_FALSE(index->find(key(9, 1)));
}

TEST(OccurrenceCodec, IsSafe) {
  std::vector<Occurrence> all = someOccurrences();
  all.resize(45);
  expectSafe(encodeOccurrences(all), [&](std::span<const std::uint8_t> bytes) {
    const auto index = OccurrenceIndex::read(bytes);
    if (!index) return false;
    static_cast<void>(index->all());
    static_cast<void>(index->find(all[20].key));
    return true;
  });
}

std::vector<KeptRecord> someKept() {
  std::mt19937_64 random(4);
  std::vector<KeptRecord> all(kKeptPerPage);
  ResourceNumber number = 0;
  for (KeptRecord& kept : all) {
    const auto some = [&] { return random() % 3 == 0; };
    kept.number = number += 1 + random() % 50;
    kept.running = some();
    kept.last_seq = random() % 1'000'000;
    ResourceRecord& record = kept.record;
    record.key = key(1 + static_cast<std::uint32_t>(random() % 3), random() >> (random() % 64));
    record.type.value = static_cast<std::uint16_t>(random());
    if (random() % 8 != 0) {
      record.trigger.value = random();
      record.execution.value = random() % 100;
      record.init_seq = 1 + random() % 1'000'000;
      record.init_ns = random() % 1'000'000'000;
    }
    record.last_event_ns = random() % 1'000'000'000;
    if (some()) record.closing_seq = random() % 999 + 1, record.closing_ns = random() % 10'000;
    if (some()) record.destroy_seq = random() % 999 + 1, record.destroy_ns = random() % 10'000;
    if (some()) kept.starts = 7, record.first_before_ns = random() % 10'000;
    if (some()) record.runs = random(), record.run_ns = random(), record.max_run_ns = random();
    if (some()) record.creating_run = static_cast<std::uint32_t>(random());
    if (some()) record.trigger_children = static_cast<std::uint32_t>(random());
    if (some()) record.execution_children = 3;
    record.referenced = some();
    record.active = some();
    if (some()) record.bytes_read = random();
    if (some()) record.bytes_written = random();
    if (some()) record.failures = 12;
    if (some()) record.owner.value = random();
    if (some()) record.work_start_ns = random() % 10'000, record.worker.value = 4;
    if (some()) record.work_end_ns = random() % 10'000;
    if (some()) record.stack.value = 99;
    if (some()) record.detail = "127.0.0.1:" + std::to_string(random() % 65536);
  }
  return all;
}

TEST(KeptCodec, BringsBackEveryField) {
  const std::vector<KeptRecord> all = someKept();
  std::vector<KeptRecord> decoded;
  ASSERT_TRUE(decodeKept(encodeKept(all), decoded));
  EXPECT_EQ(decoded, all);
}

TEST(KeptCodec, IsSafe) {
  std::vector<KeptRecord> all = someKept();
  all.resize(12);
  std::vector<KeptRecord> decoded;
  expectSafe(encodeKept(all),
             [&](std::span<const std::uint8_t> bytes) { return decodeKept(bytes, decoded); });
}

TEST(BornIds, LeadToTheChunkOfABirth) {
  BornIds born;
  BornIndex index;
  std::vector<std::pair<core::ResourceKey, std::size_t>> births;
  std::mt19937_64 random(6);
  std::vector<BornRanges> chunks;
  std::uint64_t next[3] = {2, 2, 500'000};
  for (std::size_t chunk = 0; chunk < 60; ++chunk) {
    for (int i = 0; i < 50; ++i) {
      const auto context = static_cast<std::uint32_t>(random() % 3);
      // Some come late, as ids that were taken early do.
      const std::uint64_t id =
          i % 10 == 0 && next[context] > 90 ? next[context] - 1 - random() % 80 : next[context]++;
      ASSERT_TRUE(born.add(key(context + 1, id)));
      births.emplace_back(key(context + 1, id), chunk);
    }
    chunks.push_back(born.ranges());
    born.beginChunk();
  }
  std::vector<BornRanges> decoded;
  ASSERT_TRUE(decodeBornRanges(encodeBornRanges(chunks), chunks.size(), decoded));
  EXPECT_EQ(decoded, chunks);
  index.replaceFrom(0, std::span(chunks).first(20));
  index.replaceFrom(10, std::span(decoded).subspan(10));  // the end is read again as it grows
  for (const auto& [one, chunk] : births) {
    const std::vector<std::size_t> found = index.chunksOf(one, chunks.size());
    EXPECT_NE(std::find(found.begin(), found.end(), chunk), found.end()) << one.id.value;
  }
  EXPECT_TRUE(index.chunksOf(key(3, 400'000), chunks.size()).empty());
  EXPECT_TRUE(index.chunksOf(births.back().first, 30).empty()) << "not below the end";
  EXPECT_EQ(index.highest(chunks.size()).at(3), next[2] - 1);
}

TEST(BornIds, CallWhatComesFarOutOfOrderAStray) {
  BornIds born;
  EXPECT_TRUE(born.add(key(1, 10 + kMaxIdDisorder)));
  EXPECT_TRUE(born.add(key(1, 10)));
  EXPECT_FALSE(born.add(key(1, 9)));
  EXPECT_TRUE(born.add(key(2, 9))) << "another context";
}

TEST(BornIds, AreSafe) {
  const std::vector<BornRanges> chunks = {
      {{core::ContextId{1}, 5, 900}, {core::ContextId{7}, 2, 2}},
      {},
      {{core::ContextId{1}, 880, 1500}}};
  std::vector<BornRanges> decoded;
  expectSafe(encodeBornRanges(chunks), [&](std::span<const std::uint8_t> bytes) {
    return decodeBornRanges(bytes, 3, decoded);
  });
}

TEST(TimelineSamples, ComeBackAndAreSafe) {
  std::vector<ChunkSamples> chunks(3);
  for (std::uint64_t i = 0; i < 70; ++i)
    chunks[i % 3].push_back({i * 1000 - i % 7, i * 13, 5 + i % 4});
  std::vector<ChunkSamples> decoded;
  ASSERT_TRUE(decodeSamples(encodeSamples(chunks), decoded));
  EXPECT_EQ(decoded, chunks);
  chunks.resize(1);
  expectSafe(encodeSamples(chunks),
             [&](std::span<const std::uint8_t> bytes) { return decodeSamples(bytes, decoded); });
}

TEST(SubtreeCodec, ComesBackAndIsSafe) {
  BlockSubtrees subtrees;
  for (std::uint32_t i = 1; i <= 40; ++i) {
    const SubtreeSums sums{i, i % 3 - std::uint64_t{1}, i % 2, i % 2 * std::uint64_t{1000}};
    subtrees.stems.push_back({key(1 + i / 30, std::uint64_t{i} * i), i % 5 == 0, sums,
                              i % 4 == 0 ? SubtreeSums{} : sums});
    subtrees.outliving.push_back({key(1, 1000 + i), {i, 1 + (i * 7) % 40}});
  }
  BlockSubtrees decoded;
  ASSERT_TRUE(decodeSubtrees(encodeSubtrees(subtrees), decoded));
  EXPECT_EQ(decoded, subtrees);
  subtrees.stems.resize(4);
  subtrees.outliving = {{key(1, 9), {4, 2}}};
  expectSafe(encodeSubtrees(subtrees),
             [&](std::span<const std::uint8_t> bytes) { return decodeSubtrees(bytes, decoded); });
  subtrees.outliving.front().below.execution = 5;
  EXPECT_FALSE(decodeSubtrees(encodeSubtrees(subtrees), decoded)) << "there is no such stem";
}

class NoPast final : public OlderResources {
 public:
  std::optional<KeptRecord> older(core::ResourceKey /*key*/) override { return std::nullopt; }
};

TEST(TypeSamples, ComeBackAndAreSafe) {
  NoPast past;
  ResourceTracker tracker(past, kAllLinger);
  RunStacks stacks;
  TypeSampler sampler;
  std::vector<ChunkTypes> wanted(2);
  core::Event event;
  event.kind = core::EventKind::Init;
  event.context.value = 1;
  for (std::uint16_t i = 0; i < 12; ++i) {
    event.id.value = 2 + i;
    event.type.value = static_cast<std::uint16_t>(i % 2 == 0 ? 3 : 300 + i);
    static_cast<void>(tracker.apply(event, 1 + i, stacks));
    if (i % 2 != 0) sampler.sample(tracker);
    if (i % 2 != 0) wanted[i < 6 ? 0 : 1].push_back(sampleOf(tracker));
    if (i == 5 || i == 11) sampler.endChunk();
  }
  EXPECT_EQ(wanted[0].front().front(), (TypeAlive{core::TypeId{3}, 1}));
  EXPECT_EQ(wanted[1].back().size(), 7U);
  const std::vector<std::uint8_t> packed = sampler.finish();
  std::vector<ChunkTypes> decoded;
  ASSERT_TRUE(decodeTypeSamples(packed, decoded));
  EXPECT_EQ(decoded, wanted);
  expectSafe(packed, [&](std::span<const std::uint8_t> bytes) {
    return decodeTypeSamples(bytes, decoded);
  });
}

TEST(BusyContexts, ComeBackAndAreSafe) {
  ContextSums sums;
  sums.add(core::ContextId{2}, 100);
  sums.add(core::ContextId{1}, 7);
  sums.add(core::ContextId{2}, 11);
  sums.endChunk();
  sums.endChunk();
  sums.add(core::ContextId{1}, 1);
  sums.endChunk();
  const std::vector<std::uint8_t> packed = sums.finish();
  std::vector<ChunkContexts> decoded;
  ASSERT_TRUE(decodeContexts(packed, decoded));
  ASSERT_EQ(decoded.size(), 3U);
  EXPECT_EQ(decoded[0], (ChunkContexts{{core::ContextId{1}, 7}, {core::ContextId{2}, 111}}));
  EXPECT_TRUE(decoded[1].empty());
  EXPECT_EQ(decoded[2], (ChunkContexts{{core::ContextId{1}, 1}}));
  expectSafe(packed,
             [&](std::span<const std::uint8_t> bytes) { return decodeContexts(bytes, decoded); });
}

}  // namespace
}  // namespace uvscope::storage
