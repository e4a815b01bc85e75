#include "storage/event_codec.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <span>

#include <gtest/gtest.h>

#include "storage/checksum.h"
#include "storage/key_frame.h"
#include "tests/testing/graph_text.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/synthetic_session.h"

namespace uvscope::storage {
namespace {

using core::Event;

std::vector<std::uint8_t> encoded(const std::vector<Event>& events) {
  std::vector<std::uint8_t> bytes;
  encodeEvents(events, bytes);
  return bytes;
}

std::vector<Event> streamOf(std::uint64_t seed, testing::Discipline discipline, std::size_t count) {
  testing::MemorySession session;
  testing::RandomStream stream(seed, discipline);
  stream.announce(session);
  stream.feed(session, count);
  return session.events(1, count);
}

TEST(EventCodec, BringsBackARandomStream) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const auto discipline : {testing::Discipline::Kept, testing::Discipline::Broken}) {
      const std::vector<Event> events = streamOf(seed, discipline, 1 + seed * 150);
      std::vector<Event> decoded;
      ASSERT_TRUE(decodeEvents(encoded(events), decoded));
      ASSERT_EQ(decoded, events) << "seed " << seed;
    }
  }
}

TEST(EventCodec, BringsBackEveryFieldWhateverTheKind) {
  std::mt19937_64 random(7);
  std::vector<Event> events(kMaxChunkEvents);
  for (Event& event : events) {
    event.ts_ns = random();
    event.id.value = random() >> (random() % 64);
    event.trigger.value = random();
    event.execution.value = random() % 3;
    event.value = static_cast<std::int64_t>(random());
    event.context.value = static_cast<std::uint32_t>(random() >> (random() % 64));
    event.type.value = static_cast<std::uint16_t>(random());
    event.kind = static_cast<core::EventKind>(1 + random() % 9);
    event.reason = static_cast<core::CallbackReason>(random() % 8);
  }
  std::vector<Event> decoded;
  ASSERT_TRUE(decodeEvents(encoded(events), decoded));
  EXPECT_EQ(decoded, events);
}

TEST(EventCodec, MakesTheSameOfEventsThatComeInPieces) {
  for (const auto discipline : {testing::Discipline::Kept, testing::Discipline::Broken}) {
    const std::vector<Event> events = streamOf(11, discipline, 3000);
    EventEncoder encoder;
    std::vector<std::uint8_t> pieces;
    for (std::size_t at = 0, size = 1; at < events.size(); at += size, size = size * 2 % 129 + 1) {
      size = std::min(size, events.size() - at);
      encoder.add(std::span(events).subspan(at, size));
      encoder.pack(Packing::Quick, pieces);  // what is packed in between changes nothing
    }
    encoder.pack(Packing::Small, pieces);
    EXPECT_EQ(pieces, encoded(events));
    const auto earlier = [](const Event& a, const Event& b) { return a.ts_ns < b.ts_ns; };
    const auto [earliest, latest] = std::minmax_element(events.begin(), events.end(), earlier);
    EXPECT_EQ(encoder.earliestNs(), earliest->ts_ns);
    EXPECT_EQ(encoder.latestNs(), latest->ts_ns);
  }
}

TEST(EventCodec, BringsBackWhatIsPackedQuicklyToo) {
  const std::vector<Event> events = streamOf(5, testing::Discipline::Broken, 2000);
  EventEncoder encoder;
  std::vector<std::uint8_t> quick;
  std::vector<std::uint8_t> small;
  for (int round = 0; round < 2; ++round) {
    encoder.encode(events, Packing::Quick, quick);
    encoder.encode(events, Packing::Small, small);
    std::vector<Event> decoded;
    ASSERT_TRUE(decodeEvents(quick, decoded));
    EXPECT_EQ(decoded, events);
    ASSERT_TRUE(decodeEvents(small, decoded));
    EXPECT_EQ(decoded, events);
    EXPECT_LT(small.size(), quick.size());
  }
}

TEST(EventCodec, BringsBackCallbacksDeepInsideOfOthers) {
  std::vector<Event> events(kMaxChunkEvents);
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].ts_ns = 100 * i;
    events[i].context.value = 1 + i % 2;
    events[i].id.value = 7 * std::min(i, events.size() - i);
    const bool is_first_half = i < events.size() / 2;
    events[i].kind = is_first_half ? core::EventKind::Before : core::EventKind::After;
  }
  std::vector<Event> decoded;
  ASSERT_TRUE(decodeEvents(encoded(events), decoded));
  EXPECT_EQ(decoded, events);
}

TEST(EventDecoder, GoesOnAfterChunksOfAnyKind) {
  const std::vector<Event> events = streamOf(8, testing::Discipline::Broken, 900);
  const std::vector<std::uint8_t> good = encoded(events);
  std::vector<std::uint8_t> changed = good;
  changed.back() ^= 1U;
  EventDecoder decoder;
  std::vector<Event> decoded;
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(decoder.decode(encoded({}), decoded));
    EXPECT_FALSE(decoder.decode(changed, decoded));
    EXPECT_FALSE(decoder.decode(std::span(good).first(good.size() / 2), decoded));
    ASSERT_TRUE(decoder.decode(good, decoded));
    EXPECT_EQ(decoded, events);
  }
}

TEST(EventDecoder, TellsWhereTheInitsAreAndHowManyDestroys) {
  EventDecoder decoder;
  std::vector<Event> decoded;
  for (const std::size_t count : {0U, 1U, 1000U, 63U}) {
    ASSERT_TRUE(decoder.decode(encoded(streamOf(9, testing::Discipline::Broken, count)), decoded));
    std::vector<std::uint32_t> expected;
    std::size_t destroys = 0;
    for (std::uint32_t i = 0; i < decoded.size(); ++i) {
      if (decoded[i].kind == core::EventKind::Init) expected.push_back(i);
      if (decoded[i].kind == core::EventKind::Destroy) ++destroys;
    }
    EXPECT_TRUE(std::ranges::equal(decoder.inits(), expected)) << count;
    EXPECT_EQ(decoder.destroys(), destroys) << count;
  }
}

TEST(EventCodec, BringsBackNothing) {
  std::vector<Event> decoded(3);
  ASSERT_TRUE(decodeEvents(encoded({}), decoded));
  EXPECT_TRUE(decoded.empty());
}

TEST(EventCodec, TakesAtMostFourBytesForAnEventOfAServer) {
  testing::MemorySession session;
  testing::SyntheticServer server(session);
  server.run(kMaxChunkEvents);
  const std::vector<Event> events = session.events(1, kMaxChunkEvents);
  EXPECT_LE(encoded(events).size(), 4 * events.size());
}

TEST(EventCodec, RefusesEveryChangeOfABit) {
  std::vector<std::uint8_t> bytes = encoded(streamOf(1, testing::Discipline::Kept, 60));
  std::vector<Event> decoded;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(decodeEvents(bytes, decoded)) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  }
}

TEST(EventCodec, RefusesEveryTruncation) {
  const std::vector<std::uint8_t> bytes = encoded(streamOf(2, testing::Discipline::Kept, 60));
  std::vector<Event> decoded;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decodeEvents(std::span(bytes).first(size), decoded)) << "size " << size;
  }
}

// A hostile writer gets its checksums right.
void mendChecksum(std::vector<std::uint8_t>& bytes) {
  const std::uint64_t sum = checksum(std::span(bytes).subspan(8));
  std::memcpy(bytes.data(), &sum, sizeof(sum));
}

TEST(EventCodec, SurvivesAnyBytesUnderARightChecksum) {
  const std::vector<std::uint8_t> good = encoded(streamOf(3, testing::Discipline::Broken, 400));
  std::mt19937_64 random(11);
  std::vector<Event> decoded;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::uint8_t> bytes = good;
    for (std::uint64_t flips = 1 + random() % 8; flips > 0; --flips) {
      bytes[8 + random() % (bytes.size() - 8)] = static_cast<std::uint8_t>(random());
    }
    if (random() % 4 == 0) bytes.resize(8 + random() % (bytes.size() - 8));
    mendChecksum(bytes);
    if (!decodeEvents(bytes, decoded)) continue;
    for (const Event& event : decoded) {
      EXPECT_LE(event.kind, core::kLastEventKind);
      EXPECT_LE(event.reason, core::kLastCallbackReason);
    }
  }
}

KeyFrame frameOf(const std::vector<Event>& events) {
  KeyFrame frame;
  EventSeq seq = 0;
  for (const Event& event : events)
    frame.stacks.begin(event, ++seq);
  frame.irregular = {3, 17, 4000};
  return frame;
}

TEST(KeyFrame, ComesBack) {
  const KeyFrame frame = frameOf(streamOf(4, testing::Discipline::Broken, 300));
  KeyFrame decoded;
  ASSERT_TRUE(decodeKeyFrame(encodeKeyFrame(frame), decoded));
  EXPECT_EQ(decoded.irregular, frame.irregular);
  for (const auto& [context, stack] : frame.stacks.all()) {
    EXPECT_EQ(decoded.stacks.stack(context), stack);
  }
}

TEST(KeyFrame, RefusesPositionsThatAreNotInOrderOrInNoChunk) {
  const std::vector<std::uint32_t> wrong[] = {{4, 3}, {3, 3}, {kMaxChunkEvents}, {1, 1U << 31U}};
  for (const std::vector<std::uint32_t>& positions : wrong) {
    KeyFrame irregular;
    irregular.irregular = positions;
    KeyFrame older;
    older.older = positions;
    KeyFrame decoded;
    EXPECT_FALSE(decodeKeyFrame(encodeKeyFrame(irregular), decoded)) << positions.back();
    EXPECT_FALSE(decodeKeyFrame(encodeKeyFrame(older), decoded)) << positions.back();
  }
}

TEST(KeyFrame, SurvivesAnyBytesUnderARightChecksum) {
  const std::vector<std::uint8_t> good =
      encodeKeyFrame(frameOf(streamOf(5, testing::Discipline::Kept, 200)));
  std::mt19937_64 random(13);
  KeyFrame decoded;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::uint8_t> bytes = good;
    for (std::uint64_t flips = 1 + random() % 4; flips > 0; --flips) {
      bytes[8 + random() % (bytes.size() - 8)] = static_cast<std::uint8_t>(random());
    }
    if (random() % 3 == 0) bytes.resize(8 + random() % (bytes.size() - 8));
    mendChecksum(bytes);
    if (!decodeKeyFrame(bytes, decoded)) continue;
    for (const auto& [context, stack] : decoded.stacks.all()) {
      EXPECT_LE(stack.size(), RunStacks::kMaxDepth);
    }
  }
}

}  // namespace
}  // namespace uvscope::storage
