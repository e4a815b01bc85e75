// The reader of a session file against a model that looks at all events for every answer.
#include "storage/session_reader.h"

#include <random>

#include <gtest/gtest.h>

#include "storage/session_writer.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/sanitized.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using core::ContextId;
using core::ResourceKey;
using testing::Discipline;

constexpr std::uint64_t kAll = 1'000'000;

struct ReaderCase {
  std::uint64_t seed;
  Discipline discipline;
  std::size_t events;
  std::size_t chunk_events = kMaxChunkEvents;  // few: many chunks, and several blocks
};

void PrintTo(const ReaderCase& one, std::ostream* out) {
  *out << (one.discipline == Discipline::Kept ? "kept" : "broken") << one.seed << "of" << one.events
       << "by" << one.chunk_events;
}

class ReaderAgainstModel : public ::testing::TestWithParam<ReaderCase> {
 protected:
  void SetUp() override {
    SessionWriterOptions options;
    options.chunk_events = GetParam().chunk_events;
    options.lingering = 1 + GetParam().seed % 3;  // so that events come late
    auto writer = SessionWriter::create(dir_.file("s.uvscope"), options);
    ASSERT_TRUE(writer) << writer.error().message;
    testing::Tee tee(**writer, model_);
    testing::RandomStream stream(GetParam().seed, GetParam().discipline);
    stream.announce(tee);
    // Commits at odd places: nothing of the file may depend on them.
    for (std::size_t done = 0; done < GetParam().events;) {
      const std::size_t part =
          std::min<std::size_t>(GetParam().events - done, 1 + random_() % 3000);
      stream.feed(tee, part);
      done += part;
      ASSERT_TRUE((*writer)->commit());
    }
    ASSERT_TRUE((*writer)->finish(0));
    auto reader = SessionReader::open(dir_.file("s.uvscope"));
    ASSERT_TRUE(reader) << reader.error().message;
    reader_ = std::move(*reader);
  }

  void TearDown() override {
    if (reader_ != nullptr) {
      EXPECT_EQ(reader_->info().damage, "");
    }
  }

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  std::uint64_t someTime() { return below(model_.info().duration_ns + 20'000); }

  EventSeq someSeq() { return below(model_.info().events + 3); }

  ResourceKey someKey() {
    const ContextId context{static_cast<std::uint32_t>(1 + below(4))};
    if (below(8) == 0) return {context, core::AsyncId{1'000'000 + below(40)}};
    return {context, core::AsyncId{below(model_.info().resources + 4)}};
  }

  testing::TempDir dir_;
  testing::MemorySession model_;
  std::unique_ptr<SessionReader> reader_;
  std::mt19937_64 random_{GetParam().seed};
};

// In words, since a list of records says nothing.
std::string firstDifference(const std::vector<ResourceRecord>& got,
                            const std::vector<ResourceRecord>& wanted) {
  for (std::size_t i = 0; i < std::max(got.size(), wanted.size()); ++i) {
    if (i < got.size() && i < wanted.size() && got[i] == wanted[i]) continue;
    const auto text = [&](const std::vector<ResourceRecord>& from) {
      if (i >= from.size()) return std::string("nothing");
      const ResourceRecord& r = from[i];
      return std::to_string(r.key.context.value) + ":" + std::to_string(r.key.id.value) + " init " +
             std::to_string(r.init_seq) + " destroy " + std::to_string(r.destroy_seq) + " runs " +
             std::to_string(r.runs) + " children " + std::to_string(r.trigger_children) + "/" +
             std::to_string(r.execution_children) + " run " + std::to_string(r.creating_run) +
             " last " + std::to_string(r.last_event_ns) + " detail " + r.detail;
    };
    return "at " + std::to_string(i) + ": " + text(got) + ", not " + text(wanted);
  }
  return "";
}

TEST_P(ReaderAgainstModel, CountsTheSame) {
  EXPECT_EQ(reader_->info().events, model_.info().events);
  EXPECT_EQ(reader_->info().resources, model_.info().resources);
  EXPECT_EQ(reader_->info().alive, model_.info().alive);
  EXPECT_EQ(reader_->info().dropped, model_.info().dropped);
  EXPECT_EQ(reader_->info().duration_ns, model_.info().duration_ns);
  EXPECT_EQ(reader_->typeTotals(), model_.typeTotals());
}

TEST_P(ReaderAgainstModel, HasTheSameEvents) {
  EXPECT_EQ(reader_->events(1, kAll), model_.events(1, kAll));
  for (int i = 0; i < 100; ++i) {
    const EventSeq first = someSeq();
    const std::uint64_t count = below(9000);
    ASSERT_EQ(reader_->events(first, count), model_.events(first, count)) << first << "+" << count;
    const std::uint64_t ns = someTime();
    ASSERT_EQ(reader_->eventAt(ns), model_.eventAt(ns)) << ns;
  }
  EXPECT_EQ(reader_->eventAt(kNeverNs), model_.info().events);
}

TEST_P(ReaderAgainstModel, HasTheSameResources) {
  EXPECT_EQ(firstDifference(reader_->resources(0, kAll), model_.resources(0, kAll)), "");
  for (int i = 0; i < 200; ++i) {
    const ResourceKey key = someKey();
    ASSERT_EQ(reader_->resource(key), model_.resource(key));
  }
  const std::uint64_t offset = below(model_.info().resources + 2);
  EXPECT_EQ(reader_->resources(offset, 10), model_.resources(offset, 10));
}

TEST_P(ReaderAgainstModel, HasTheSameTrees) {
  for (const ParentKind by : {ParentKind::Trigger, ParentKind::Execution}) {
    const std::vector<TreeNode> roots = model_.roots(by);
    EXPECT_EQ(reader_->roots(by), roots);
    for (const TreeNode& root : roots) {
      ASSERT_EQ(reader_->children(root.key, by, 0, kAll), model_.children(root.key, by, 0, kAll));
    }
    for (int i = 0; i < 60; ++i) {
      const ResourceKey key = someKey();
      ASSERT_EQ(reader_->chain(key, by), model_.chain(key, by)) << key.id.value;
      ASSERT_EQ(reader_->children(key, by, 1, 3), model_.children(key, by, 1, 3));
    }
  }
}

std::vector<SubtreeTotals> subtreesOf(Session& session, const std::vector<core::ResourceKey>& tops,
                                      ParentKind by) {
  const auto query = session.subtrees(tops, by);
  while (query->step()) {
  }
  return query->totals();
}

TEST_P(ReaderAgainstModel, AddsUpTheSameSubtrees) {
  if (testing::kSlower != 1 && GetParam().events > 4500) GTEST_SKIP() << "half a minute each";
  for (const ParentKind by : {ParentKind::Trigger, ParentKind::Execution}) {
    for (const TreeNode& root : model_.roots(by)) {
      std::vector<core::ResourceKey> tops;
      for (const TreeNode& child : model_.children(root.key, by, 0, kAll)) {
        tops.push_back(child.key);
        if (tops.size() % (32 * testing::kSlower) != 0) continue;
        EXPECT_EQ(subtreesOf(*reader_, {child.key}, by), subtreesOf(model_, {child.key}, by));
      }
      EXPECT_EQ(subtreesOf(*reader_, tops, by), subtreesOf(model_, tops, by));
      EXPECT_EQ(subtreesOf(*reader_, {root.key}, by), subtreesOf(model_, {root.key}, by));
    }
  }
}

TEST_P(ReaderAgainstModel, FindsTheSameNeighbouringEventsOfAResource) {
  for (int i = 0; i < 200; ++i) {
    const ResourceKey key = someKey();
    const EventSeq from = someSeq();
    ASSERT_EQ(reader_->nextEventOf(key, from), model_.nextEventOf(key, from))
        << key.context.value << ":" << key.id.value << " from " << from;
    ASSERT_EQ(reader_->previousEventOf(key, from), model_.previousEventOf(key, from))
        << key.context.value << ":" << key.id.value << " from " << from;
  }
}

TEST_P(ReaderAgainstModel, HasTheSameAliveAtEveryMoment) {
  for (int i = 0; i < 40; ++i) {
    const EventSeq at = i == 0 ? model_.info().events : someSeq();
    ASSERT_EQ(reader_->undestroyedCount(at), model_.undestroyedCount(at)) << at;
    ASSERT_EQ(firstDifference(reader_->undestroyed(at, 0, kAll), model_.undestroyed(at, 0, kAll)),
              "")
        << at;
    ASSERT_EQ(reader_->undestroyed(at, 3, 5), model_.undestroyed(at, 3, 5)) << at;
    const std::uint64_t begin = someTime();
    const std::uint64_t end = begin + below(i % 2 == 0 ? 5'000 : 5'000'000);
    ASSERT_EQ(firstDifference(reader_->resourcesIn(begin, end, kAll),
                              model_.resourcesIn(begin, end, kAll)),
              "")
        << begin;
    ASSERT_EQ(reader_->resourcesIn(begin, end, 4), model_.resourcesIn(begin, end, 4)) << begin;
  }
}

TEST_P(ReaderAgainstModel, HasTheSameRunsAndStacks) {
  EXPECT_EQ(reader_->runs(0, kNeverNs, kAll), model_.runs(0, kNeverNs, kAll));
  for (int i = 0; i < 100; ++i) {
    const EventSeq at = someSeq();
    const ContextId context{static_cast<std::uint32_t>(1 + below(4))};
    ASSERT_EQ(reader_->executionStack(context, at), model_.executionStack(context, at)) << at;
    const std::uint64_t begin = someTime();
    const std::uint64_t end = begin + below(i % 2 == 0 ? 5'000 : 5'000'000);
    ASSERT_EQ(reader_->runs(begin, end, kAll), model_.runs(begin, end, kAll))
        << begin << " " << end;
    ASSERT_EQ(reader_->runs(begin, end, 7), model_.runs(begin, end, 7)) << begin << " " << end;
  }
}

TEST_P(ReaderAgainstModel, HasTheSameOverviews) {
  if (GetParam().chunk_events != kMaxChunkEvents) GTEST_SKIP() << "of many chunks it is coarser";
  for (int i = 0; i < 12; ++i) {
    const std::uint64_t begin = i == 0 ? 0 : someTime();
    const std::uint64_t end = i == 0 ? model_.info().duration_ns + 1 : begin + 1 + below(3'000'000);
    const auto count = static_cast<std::uint32_t>(1 + below(40));
    ASSERT_EQ(reader_->overview(begin, end, count), model_.overview(begin, end, count))
        << begin << " " << end;
  }
}

INSTANTIATE_TEST_SUITE_P(
    RandomSessions, ReaderAgainstModel,
    ::testing::Values(
        ReaderCase{1, Discipline::Kept, 0}, ReaderCase{2, Discipline::Kept, 1},
        ReaderCase{3, Discipline::Kept, 900}, ReaderCase{4, Discipline::Kept, 4096},
        ReaderCase{5, Discipline::Kept, 13000}, ReaderCase{6, Discipline::Broken, 700},
        ReaderCase{7, Discipline::Broken, 5000}, ReaderCase{8, Discipline::Broken, 13000},
        ReaderCase{9, Discipline::Kept, 2000, 3}, ReaderCase{10, Discipline::Kept, 12000, 30},
        ReaderCase{11, Discipline::Broken, 900, 1}, ReaderCase{12, Discipline::Broken, 3000, 7},
        ReaderCase{13, Discipline::Broken, 8000, 40}),
    ::testing::PrintToStringParamName());

TEST(SessionReader, SpreadsWholeChunksOverASmallOverviewOfALargeSession) {
  const testing::TempDir dir;
  ASSERT_TRUE(testing::writeSyntheticSession(dir.file("s.uvscope"), 400'000));
  auto reader = SessionReader::open(dir.file("s.uvscope"));
  ASSERT_TRUE(reader);
  const SessionInfo& info = (*reader)->info();
  const std::uint64_t end = info.duration_ns + 1;
  const std::vector<TimeBucket> coarse = (*reader)->overview(0, end, 10);
  const std::vector<TimeBucket> exact = (*reader)->overview(0, end, 200);
  std::uint64_t events = 0;
  for (std::size_t i = 0; i < coarse.size(); ++i) {
    TimeBucket sum;
    for (std::size_t j = 20 * i; j < 20 * (i + 1); ++j) {
      sum.events += exact[j].events;
      sum.busy_ns += exact[j].busy_ns;
    }
    events += coarse[i].events;
    EXPECT_NEAR(static_cast<double>(coarse[i].events), static_cast<double>(sum.events), 2 * 4096);
    EXPECT_NEAR(static_cast<double>(coarse[i].busy_ns), static_cast<double>(sum.busy_ns),
                static_cast<double>(end) / 40);
  }
  EXPECT_EQ(events, info.events);
  EXPECT_EQ(coarse.back().alive_end, info.alive);
}

TEST(SessionReader, CallsATypeThatNobodyAnnouncedByItsNumber) {
  const testing::TempDir dir;
  ASSERT_TRUE(testing::writeSyntheticSession(dir.file("s.uvscope"), 100));
  auto reader = SessionReader::open(dir.file("s.uvscope"));
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->typeName(core::typeOf(core::Provider::Tcp)), "TCPWRAP");
  EXPECT_EQ((*reader)->typeName(core::kFirstUserType), "JobQueue");
  EXPECT_EQ((*reader)->typeName(core::TypeId{300}), "type 300");
}

}  // namespace
}  // namespace uvscope::storage
