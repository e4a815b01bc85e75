#include "tests/testing/protocol.h"

#include <gtest/gtest.h>

#include "core/provider.h"

namespace uvscope::testing {
namespace {

using core::EventKind;
using core::Provider;
using Lines = std::vector<std::string>;

core::Event event(EventKind kind, std::uint64_t id, std::uint32_t context = 1) {
  static std::uint64_t now = 0;
  core::Event event;
  event.ts_ns = ++now;
  event.kind = kind;
  event.id = {id};
  event.context = {context};
  return event;
}

core::Event init(std::uint64_t id, Provider type, std::uint32_t context = 1) {
  core::Event made = event(EventKind::Init, id, context);
  made.type = core::typeOf(type);
  return made;
}

// All contexts are threads of one process.
Lines findingsOf(const std::vector<core::Event>& events) {
  Protocol protocol([](core::ContextId) { return core::ProcessId{1}; });
  for (const core::Event& taken : events)
    protocol.take(taken);
  return protocol.findings();
}

TEST(Protocol, HasNothingAgainstAnOrdinaryLife) {
  EXPECT_EQ(findingsOf({init(2, Provider::Timer), event(EventKind::Before, 2),
                        init(3, Provider::FsReq), event(EventKind::Unref, 2),
                        event(EventKind::After, 2), event(EventKind::Before, 3),
                        event(EventKind::Closing, 2), event(EventKind::After, 3),
                        event(EventKind::Destroy, 3), event(EventKind::Destroy, 2)}),
            Lines{});
}

TEST(Protocol, NamesWhatIsOutOfOrder) {
  EXPECT_EQ(findingsOf({init(2, Provider::FsReq), init(2, Provider::FsReq)}),
            (Lines{"1: init 2 is born twice"}));
  EXPECT_EQ(findingsOf({event(EventKind::Ref, 2)}), (Lines{"1: ref 2 is not born"}));
  EXPECT_EQ(findingsOf({init(2, Provider::FsReq), event(EventKind::Destroy, 2),
                        event(EventKind::Before, 2)}),
            (Lines{"1: before 2 is destroyed"}));
  EXPECT_EQ(findingsOf({init(2, Provider::FsReq), event(EventKind::After, 2)}),
            (Lines{"1: after 2 was not running"}));
  EXPECT_EQ(findingsOf({init(2, Provider::Timer), event(EventKind::Closing, 2),
                        event(EventKind::Closing, 2)}),
            (Lines{"1: closing 2 closes twice"}));
}

TEST(Protocol, NamesCallbacksThatAreNotNested) {
  EXPECT_EQ(
      findingsOf({init(2, Provider::Timer), init(3, Provider::Timer), event(EventKind::Before, 2),
                  event(EventKind::Before, 3), event(EventKind::After, 2)}),
      (Lines{"1: after 2 was not running"}));
}

TEST(Protocol, NamesTimesThatGoBack) {
  core::Event early = init(2, Provider::FsReq);
  core::Event late = init(3, Provider::FsReq);
  EXPECT_EQ(findingsOf({late, early}), (Lines{"1: init 2 goes back in time"}));
  late.context = {2};
  EXPECT_EQ(findingsOf({late, early}), Lines{}) << "of different contexts they may";
}

TEST(Protocol, HandleEndsUnclosedOnlyWhereAnotherThreadTookItOver) {
  EXPECT_EQ(findingsOf({init(2, Provider::Timer), event(EventKind::Destroy, 2)}),
            (Lines{"1: destroy 2 without closing"}));
  EXPECT_EQ(findingsOf({init(2, Provider::Timer), init(5, Provider::Timer, 2),
                        event(EventKind::Destroy, 2)}),
            Lines{});
  EXPECT_EQ(findingsOf({init(2, Provider::Timeout), event(EventKind::Destroy, 2)}), Lines{});
}

}  // namespace
}  // namespace uvscope::testing
