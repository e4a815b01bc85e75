// Filters on session files: what a search finds step by step is what a look at everything finds.
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "storage/event_filter.h"
#include "storage/resource_filter.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/memory_session.h"
#include "tests/testing/random_stream.h"
#include "tests/testing/synthetic_session.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using testing::Discipline;
using testing::MemorySession;
using testing::parseGraph;

core::Filter parsed(std::string_view text) {
  auto filter = core::parseFilter(text);
  EXPECT_TRUE(filter) << filter.error().message;
  return *std::move(filter);
}

// One session as a file and in memory.
class FilterOnFile : public ::testing::TestWithParam<Discipline> {
 protected:
  static constexpr std::size_t kEvents = 5000;

  void SetUp() override {
    auto writer = SessionWriter::create(dir_.file("s.uvscope"), {});
    ASSERT_TRUE(writer) << writer.error().message;
    testing::Tee tee(**writer, model_);
    testing::RandomStream stream(7, GetParam());
    stream.announce(tee);
    stream.feed(tee, kEvents);
    ASSERT_TRUE((*writer)->finish(0));
    auto reader = SessionReader::open(dir_.file("s.uvscope"));
    ASSERT_TRUE(reader) << reader.error().message;
    reader_ = std::move(*reader);
  }

  // The same moment for both: that of the file.
  void alignEnd() { model_.editInfo().duration_ns = reader_->info().duration_ns; }

  testing::TempDir dir_;
  MemorySession model_;
  std::unique_ptr<SessionReader> reader_;
};

constexpr std::string_view kResourceFilters[] = {
    "",
    "type:TCP*",
    "-type:TCP*",
    "alive",
    "state:waiting,running or diverges",
    "run.p50>2us",
    "run.p95<=20us and -run.p10>1us",
    "under:#2",
    "under.execution:#3",
    "run.mean>1us children>1",
    "not (alive or diverges)",
};

constexpr std::string_view kEventFilters[] = {
    "kind:init",
    "type:TCP* -kind:before",
    "run>5us",
    "run<2us",
    "alive(*)>20",
    "alive(TCP*)<3",
    "state:running",
    "alive(TCP*)>2 run>1us",
    "#2",
    "destroy of #5",
    "#999999",
    "under:#2 kind:init",
    "state:waiting #3",
    "-(kind:init or #3)",
    "wait>10us",
};

TEST_P(FilterOnFile, PagesAreWhatEveryResourceSays) {
  alignEnd();
  for (const std::string_view text : kResourceFilters) {
    ResourceFilter on_model(model_, parsed(text));
    std::vector<core::ResourceKey> expected;
    for (const ResourceRecord& record : model_.resources(0, kEvents)) {
      if (on_model.matches(record)) expected.push_back(record.key);
    }
    ResourceFilter filter(*reader_, parsed(text));
    std::vector<core::ResourceKey> found;
    std::vector<std::uint64_t> positions;
    ResourceMatches page;
    while (!page.complete) {
      page = filter.page(page.next, 7, {100, {}});
      ASSERT_LE(page.matches.size(), 7U);
      for (const ResourceMatch& match : page.matches) {
        found.push_back(match.record.key);
        positions.push_back(match.position);
      }
    }
    EXPECT_EQ(found, expected) << text;
    const FilterCount count = filter.count(0, kEvents);
    EXPECT_EQ(count.hits, expected.size()) << text;
    EXPECT_TRUE(count.complete);
    for (std::size_t i = 1; i < positions.size(); ++i) {
      EXPECT_EQ(filter.next(positions[i - 1] + 1)->position, positions[i]) << text;
      EXPECT_EQ(filter.previous(positions[i])->position, positions[i - 1]) << text;
    }
    if (!positions.empty()) {
      EXPECT_FALSE(filter.previous(positions.front())) << text;
      EXPECT_FALSE(filter.next(positions.back() + 1)) << text;
      EXPECT_EQ(filter.count(0, 1).hits, 1U);
    }
  }
}

TEST_P(FilterOnFile, EventsAreFoundInBothDirectionsAndOutOfOrder) {
  alignEnd();
  for (const std::string_view text : kEventFilters) {
    // Asked in no order at all, nothing can have been counted along.
    EventFilter shuffled(model_, parsed(text));
    std::vector<EventSeq> order(kEvents);
    for (EventSeq i = 0; i < kEvents; ++i)
      order[i] = i + 1;
    std::mt19937 random(3);
    std::ranges::shuffle(order, random);
    std::set<EventSeq> expected;
    for (const EventSeq seq : std::span(order).first(200)) {
      if (shuffled.matches(seq, model_.events(seq, 1).front())) expected.insert(seq);
    }
    const std::set<EventSeq> asked(order.begin(), order.begin() + 200);
    EventFilter filter(*reader_, parsed(text));
    std::vector<EventSeq> found;
    filter.each(0, [&](EventSeq seq, const core::Event&) {
      found.push_back(seq);
      return true;
    });
    std::set<EventSeq> of_asked;
    for (const EventSeq seq : found) {
      if (asked.contains(seq)) of_asked.insert(seq);
    }
    EXPECT_EQ(of_asked, expected) << text;
    EXPECT_EQ(filter.count(0, kEvents + 1).hits, found.size()) << text;
    for (std::size_t i = 1; i < found.size(); i += 1 + found.size() / 20) {
      EXPECT_EQ(filter.next(found[i - 1]).seq, found[i]) << text;
      EXPECT_EQ(filter.previous(found[i]).seq, found[i - 1]) << text;
    }
    if (!found.empty()) {
      EXPECT_EQ(filter.previous(found.front()).seq, kNoSeq) << text;
      EXPECT_TRUE(filter.next(found.back()).complete) << text;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Streams, FilterOnFile,
                         ::testing::Values(Discipline::Kept, Discipline::Broken));

TEST(ResourceFilter, EndsWhenItsBudgetIsSpentAndGoesOnFromThere) {
  std::string text;
  for (int id = 2; id < 5000; ++id)
    text += "init " + std::to_string(id) + " TIMERWRAP\n";
  MemorySession session(parseGraph(text + "init 5000 IDLEWRAP\n"));
  ResourceFilter filter(session, parsed("type:IDLEWRAP"));
  FilterCount count = filter.count(0, 10, {2000, {}});
  EXPECT_EQ(count.hits, 0U);
  EXPECT_FALSE(count.complete);
  EXPECT_EQ(count.next, 2000U);
  count = filter.count(count.next, 10);
  EXPECT_EQ(count.hits, 1U);
  EXPECT_TRUE(count.complete);
}

TEST(ResourceFilter, EndsWhenItIsToldTo) {
  MemorySession session(parseGraph("init 2 TIMERWRAP\n"));
  ResourceFilter filter(session, parsed("type:TIMERWRAP"));
  std::stop_source stop;
  stop.request_stop();
  const FilterCount count = filter.count(0, 10, {100, stop.get_token()});
  EXPECT_EQ(count.hits, 0U);
  EXPECT_FALSE(count.complete);
  EventFilter events(session, parsed("kind:init"));
  EXPECT_FALSE(events.next(0, {100, stop.get_token()}).complete);
}

TEST(ResourceFilter, KnowsTheStateAtAMoment) {
  MemorySession session(
      parseGraph("init 2 TIMERWRAP\nbefore 2\nafter 2\nclosing 2\ndestroy 2\ninit 3 PROMISE\n"
                 "resolve 3\ninit 4 TIMERWRAP\n"));
  const auto which = [&](std::string_view text, EventSeq at) {
    ResourceFilter filter(session, parsed(text), {}, at);
    std::string ids;
    for (const ResourceMatch& match : filter.page(0, 10).matches)
      ids += std::to_string(match.record.key.id.value);
    return ids;
  };
  EXPECT_EQ(which("state:created", 1), "2");
  EXPECT_EQ(which("state:running", 2), "2");
  EXPECT_EQ(which("state:waiting", 3), "2");
  EXPECT_EQ(which("state:closing", 4), "2");
  EXPECT_EQ(which("state:destroyed", 5), "2");
  EXPECT_EQ(which("state:created", 6), "3");
  EXPECT_EQ(which("state:settled", 7), "3");
  EXPECT_EQ(which("state:unborn", 7), "4");
  EXPECT_EQ(which("alive", 4), "2");
}

TEST(ResourceFilter, EndsWhereTriggersGoInACircle) {
  MemorySession session(parseGraph("init 2 A <3 @1\ninit 3 A <2 @1\ninit 4 A <3 @1\n"));
  ResourceFilter none(session, parsed("under:#9"));
  EXPECT_EQ(none.count(0, 10).hits, 0U);
  ResourceFilter all(session, parsed("under:#2"));
  EXPECT_EQ(all.count(0, 10).hits, 3U);
}

TEST(ResourceFilter, MatchesASiteOnlyWhereStacksAreKnown) {
  MemorySession session;
  const core::StackFrame frame{.module = "/bin/p", .function = "start", .file = "pool.c"};
  session.onFrames(core::CodeId{1}, std::span(&frame, 1));
  const core::CodeId code{1};
  session.onStack(core::StackId{1}, std::span(&code, 1), "start (pool.c:3)");
  const testing::GraphText graph = parseGraph("init 2 TIMERWRAP\ninit 3 TIMERWRAP\n");
  testing::GraphText with_stack = graph;
  with_stack.events.front().value = 1;  // its stack
  with_stack.feed(session);
  ResourceFilter site(session, parsed("site:POOL.c"));
  ASSERT_TRUE(site.notes().empty());
  EXPECT_EQ(site.count(0, 10).hits, 1U);
  EXPECT_EQ(ResourceFilter(session, parsed("-site:pool.c")).count(0, 10).hits, 1U);
  MemorySession bare(graph);
  ResourceFilter unknown(bare, parsed("-site:pool.c"));
  EXPECT_EQ(unknown.count(0, 10).hits, 0U);
  EXPECT_EQ(unknown.notes().size(), 1U);
}

}  // namespace
}  // namespace uvscope::storage
