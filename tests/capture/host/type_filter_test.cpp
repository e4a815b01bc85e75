#include "capture/host/type_filter.h"

#include <gtest/gtest.h>

#include "capture/host/event_limit.h"
#include "tests/capture/host/recording_sink.h"

namespace uvscope::capture {
namespace {

using core::EventKind;
using core::Provider;
using Lines = std::vector<std::string>;

core::Event event(EventKind kind, std::uint64_t id, core::TypeId type = {}) {
  static std::uint64_t now = 0;
  core::Event event;
  event.ts_ns = ++now;
  event.kind = kind;
  event.id = {id};
  event.type = type;
  event.context = {1};
  return event;
}

core::Event init(std::uint64_t id, Provider type, std::uint64_t parent = 1) {
  core::Event made = event(EventKind::Init, id, typeOf(type));
  made.trigger = made.execution = {parent};
  return made;
}

struct TypeFilterTest : ::testing::Test {
  Lines linesOf(const TypeChoice& choice, const std::vector<core::Event>& events) {
    TypeFilter(sink, choice).onEvents(events);
    return sink.log;
  }

  RecordingSink sink;
};

TEST(TypeChoice, GlobsFitWhateverTheCase) {
  const TypeChoice choice{{"tcp*", "TimerWrap"}, {"*connect*"}};
  EXPECT_TRUE(choice.wants("TCPWRAP"));
  EXPECT_TRUE(choice.wants("TIMERWRAP"));
  EXPECT_FALSE(choice.wants("TCPCONNECTWRAP")) << "excluded goes before included";
  EXPECT_FALSE(choice.wants("UDPWRAP"));
  EXPECT_TRUE((TypeChoice{{}, {"udp*"}}.wants("TCPWRAP"))) << "all but the excluded";
}

TEST(TypeChoice, KnowsWhichFitNoProvider) {
  EXPECT_EQ((TypeChoice{{"tcp*", "Query"}, {"TIMERWARP"}}.unknown()),
            (Lines{"Query", "TIMERWARP"}));
}

TEST_F(TypeFilterTest, LeavesOutEveryEventOfAnUnwantedResourceAndKeepsItsChildren) {
  EXPECT_EQ(linesOf({{"TIMER*"}, {}}, {init(2, Provider::Idle), event(EventKind::Before, 2),
                                       init(3, Provider::Timer, 2), event(EventKind::After, 2),
                                       event(EventKind::Closing, 2), event(EventKind::Destroy, 2),
                                       event(EventKind::Destroy, 3)}),
            (Lines{"1: init 3", "1: destroy 3"}));
  EXPECT_EQ(sink.events[0].trigger.value, 2U) << "the parent stays what it was";
}

TEST_F(TypeFilterTest, PassesWhatIsAboutNoResourceOrAnOlderOne) {
  EXPECT_EQ(linesOf({{"TIMER*"}, {}}, {event(EventKind::Before, 1), event(EventKind::After, 1),
                                       event(EventKind::Before, 77), event(EventKind::After, 77)})
                .size(),
            4U);
}

TEST_F(TypeFilterTest, ResourceThatBecomesWantedBeginsThenWithItsParentsAndDetail) {
  TypeFilter filter(sink, {{"TCPSERVERWRAP"}, {}});
  filter.onEvents(std::vector{init(2, Provider::Tcp, 9)});
  filter.onDetail({{1}, {2}}, "127.0.0.1:80");
  const core::Event listens = event(EventKind::Retype, 2, typeOf(Provider::TcpServer));
  filter.onEvents(std::vector{listens, event(EventKind::Destroy, 2)});
  EXPECT_EQ(sink.log, (Lines{"1: init 2", "1: 2 is 127.0.0.1:80", "1: destroy 2"}));
  EXPECT_EQ(sink.events[0].type, typeOf(Provider::TcpServer));
  EXPECT_EQ(sink.events[0].trigger.value, 9U);
  EXPECT_EQ(sink.events[0].ts_ns, listens.ts_ns) << "times of a context do not go back";
}

TEST_F(TypeFilterTest, ResourceThatWasWantedStays) {
  EXPECT_EQ(linesOf({{"TCPWRAP"}, {}}, {init(2, Provider::Tcp),
                                        event(EventKind::Retype, 2, typeOf(Provider::TcpServer)),
                                        event(EventKind::Destroy, 2)}),
            (Lines{"1: init 2", "1: retype 2", "1: destroy 2"}));
}

TEST_F(TypeFilterTest, DetailOfAnUnwantedResourceIsLeftOut) {
  TypeFilter filter(sink, {{}, {"TIMERWRAP"}});
  filter.onEvents(std::vector{init(2, Provider::Timer), init(3, Provider::Idle)});
  filter.onDetail({{1}, {2}}, "timeout 5 ms");
  filter.onDetail({{1}, {3}}, "kept");
  EXPECT_EQ(sink.log, (Lines{"1: init 3", "1: 3 is kept"}));
}

TEST_F(TypeFilterTest, TypesThatAProgramNamesAreChosenByThoseNames) {
  TypeFilter filter(sink, {{"query"}, {}});
  const core::TypeId query{300};
  const core::TypeId other{301};
  filter.onType(query, "Query");
  filter.onType(other, "Other");
  filter.onEvents(std::vector{event(EventKind::Init, 2, query), event(EventKind::Init, 3, other)});
  EXPECT_EQ(sink.log, (Lines{"1: init 2"}));
}

TEST(EventLimit, LetsAsManyPassAsAskedForAndNothingThatIsSaidLater) {
  RecordingSink sink;
  EventLimit limit(sink);
  limit.keepFirst(3);
  limit.onEvents(std::vector{init(2, Provider::Timer), init(3, Provider::Timer)});
  limit.onDetail({{1}, {2}}, "early");
  EXPECT_FALSE(limit.reached());
  limit.onEvents(std::vector{init(4, Provider::Timer), init(5, Provider::Timer)});
  limit.onDetail({{1}, {4}}, "late");
  limit.onDropped({1}, 7);
  EXPECT_TRUE(limit.reached());
  EXPECT_EQ(sink.log, (Lines{"1: init 2", "1: init 3", "1: 2 is early", "1: init 4"}));
}

TEST(EventLimit, LetsNothingPassThatIsLaterThanAskedFor) {
  RecordingSink sink;
  EventLimit limit(sink);
  const core::Event early = init(2, Provider::Timer);
  limit.keepUntil(early.ts_ns);
  limit.onEvents(std::vector{early, init(3, Provider::Timer)});
  EXPECT_EQ(sink.log, (Lines{"1: init 2"}));
}

}  // namespace
}  // namespace uvscope::capture
