#include <algorithm>

#include <gtest/gtest.h>

#include "tests/ui/memory_session.h"
#include "tests/ui/samples.h"
#include "ui/logic/error_text.h"
#include "ui/logic/event_rows.h"
#include "ui/logic/format.h"
#include "ui/logic/inspection.h"
#include "ui/logic/leak_report.h"
#include "ui/logic/libuv_facts.h"
#include "ui/logic/palette.h"
#include "ui/logic/resource_state.h"
#include "ui/logic/session_layout.h"
#include "ui/logic/theme.h"
#include "ui/logic/thread_names.h"

namespace uvscope::ui {
namespace {

using testing::key;
using testing::MemorySession;

TEST(EventRows, SayByWhomAndBecauseOfWhomAResourceWasMade) {
  MemorySession session(testing::kServer);
  const auto rows = eventRows(session, 1, 100);
  ASSERT_EQ(rows.size(), 17U);
  EXPECT_EQ(rows[0].note, "by the main program   127.0.0.1:8080");
  EXPECT_EQ(rows[2].note, "by the loop, because of TCPSERVERWRAP 2   127.0.0.1:51322");
  EXPECT_EQ(rows[6].note, "read 64\u2009B");
  EXPECT_EQ(rows[10].note, "ran 200\u2009ns");
}

TEST(EventRows, KnowTheTypeOfEveryEventsResource) {
  MemorySession session(testing::kServer);
  const auto rows = eventRows(session, 12, 1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].seq, 12U);
  EXPECT_EQ(rows[0].type, core::typeOf(core::Provider::Write));
  EXPECT_EQ(rows[0].gap_ns, 100U);
}

TEST(EventRows, PastTheEndAreNone) {
  MemorySession session(testing::kServer);
  EXPECT_TRUE(eventRows(session, 18, 10).empty());
}

TEST(EventRows, AFailedCallOfTheLoopHasNoTypeOfAResource) {
  MemorySession session("failed 0 TCPWRAP value=-16\n");  // the number of a function
  const auto rows = eventRows(session, 1, 1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].type, core::TypeId{}) << "what it has there is the function";
  EXPECT_NE(rows[0].note.find("Device or resource busy"), std::string::npos);
}

TEST(EventRows, AFailedCallbackNamesTheError) {
  core::Event before;
  before.kind = core::EventKind::Before;
  before.reason = core::CallbackReason::Read;
  before.value = -104;
  EXPECT_EQ(callbackNote(before), "read: Connection reset by peer");
}

TEST(ResourceState, FollowsTheCursor) {
  MemorySession session(testing::kServer);
  const auto state = [&session](std::uint64_t id, storage::EventSeq at) {
    return lifeAt(*session.resource(key(id)), cursorState(session, at));
  };
  EXPECT_EQ(state(3, 1), LifeState::Unborn);
  EXPECT_EQ(state(3, 2), LifeState::Created);
  EXPECT_EQ(state(3, 14), LifeState::Running);
  EXPECT_EQ(state(3, 15), LifeState::Waiting);
  EXPECT_EQ(state(3, 16), LifeState::Closing);
  EXPECT_EQ(state(3, 17), LifeState::Destroyed);
  EXPECT_EQ(state(4, 10), LifeState::Running) << "another callback is nested in it";
}

TEST(ResourceState, NamesWhatRunsOutermostFirst) {
  MemorySession session(testing::kServer);
  const CursorState cursor = cursorState(session, 10);
  ASSERT_EQ(cursor.running.size(), 2U);
  EXPECT_EQ(cursor.running[0].key, key(4));
  EXPECT_EQ(cursor.running_types[1], "WRITEWRAP");
  EXPECT_EQ(cursor.ns, 1000U);
}

TEST(Inspection, TellsTheWhyChainWithWaitsAndRuns) {
  MemorySession session(testing::kServer);
  const Inspection in = inspect(session, key(7), 17);
  ASSERT_EQ(in.why.size(), 5U);
  EXPECT_EQ(in.why[1].key, key(6));
  EXPECT_EQ(in.why[1].waited_ns, 200U);
  EXPECT_EQ(in.why[1].in_run, 1U);
  EXPECT_EQ(in.why[2].key, key(4));
  EXPECT_EQ(in.why[3].key, key(2));
  EXPECT_EQ(in.why[3].in_run, 0U) << "made by the loop, not in a run of the server";
  EXPECT_EQ(in.why[4].key, key(1));
}

TEST(Inspection, ListsEventsAroundTheCursor) {
  MemorySession session(testing::kServer);
  const Inspection in = inspect(session, key(4), 7);
  ASSERT_EQ(in.events.size(), 3U);
  EXPECT_EQ(in.events[1].seq, 7U);
  EXPECT_FALSE(in.later_events);
}

TEST(Inspection, OfARootHasChildrenAndNoRecord) {
  MemorySession session(testing::kServer);
  const Inspection in = inspect(session, key(1), 17);
  EXPECT_FALSE(in.record);
  EXPECT_EQ(in.trigger_children.size(), 2U);
}

TEST(LeakReport, GroupsByVerdictAndSite) {
  MemorySession session(testing::kServer);
  const LeakReport report = leakReport(session, 17);
  EXPECT_TRUE(report.ended);
  EXPECT_EQ(report.undestroyed, 4U);
  EXPECT_EQ(report.never_destroyed, 4U);
  ASSERT_EQ(report.groups.size(), 4U);
  EXPECT_EQ(report.groups.back().judgement.finding->severity, core::Severity::Warning)
      << "the write, after the handles";
  const auto timer = std::ranges::find(report.groups, core::typeOf(core::Provider::Timer),
                                       [](const LeakGroup& group) { return group.type; });
  ASSERT_NE(timer, report.groups.end());
  EXPECT_EQ(timer->site, "TIMERWRAP, made for TCPWRAP, for TCPSERVERWRAP, for the main program");
  EXPECT_EQ(sentenceOf(timer->judgement), "keeps its loop alive: referenced and never closed");
}

TEST(LeakReport, IsOfTheCursorNotOfTheEnd) {
  MemorySession session(testing::kServer);
  EXPECT_EQ(leakReport(session, 1).undestroyed, 1U);
  const LeakReport early = leakReport(session, 2);
  EXPECT_FALSE(early.ended);
  EXPECT_EQ(early.undestroyed, 2U);
  EXPECT_EQ(early.never_destroyed, 1U) << "the timer is destroyed later";
  for (const LeakGroup& group : early.groups) {
    EXPECT_EQ(severityWord(group.finding()), "info");
    EXPECT_EQ(group.judgement.reason, "referenced and not closed yet");
  }
}

TEST(LeakReport, DoesNotSuspectARequestWhoseCallbackIsYetToCome) {
  MemorySession session(testing::kServer);
  const LeakReport report = leakReport(session, 9);
  const LeakGroup& last = report.groups.back();
  EXPECT_EQ(last.type, core::typeOf(core::Provider::Write));
  EXPECT_FALSE(last.finding()) << "open ones come last";
  EXPECT_EQ(sentenceOf(last.judgement), "open, and nothing speaks against it");
}

TEST(LeakReport, SuspectsNoHandleThatIsJustBeingClosed) {
  MemorySession session(testing::kServer);
  const auto judgementOfTimer = [&session](storage::EventSeq at) {
    return sentenceOf(LeakJudge(session, at).judge(*session.resource(key(3))));
  };
  EXPECT_EQ(judgementOfTimer(15), "keeps its loop alive: referenced and not closed yet");
  EXPECT_EQ(judgementOfTimer(16), "open, and nothing speaks against it");
}

TEST(LeakReport, KeepsNoMoreExamplesThanAskedForAndCountsAll) {
  MemorySession session(testing::manyTimers(0, 20));
  const LeakReport report = leakReport(session, 21, {.examples = 3});
  ASSERT_EQ(report.groups.size(), 2U);
  EXPECT_EQ(report.groups[0].count, 20U) << "the larger of two that weigh the same";
  EXPECT_EQ(report.groups[0].examples.size(), 3U);
  EXPECT_EQ(leakReport(session, 21, {.looked_at = 5}).looked_at, 5U);
}

TEST(LeakReport, SaysInOneSentenceWhatBecameOfAll) {
  MemorySession leaky(testing::kServer);
  EXPECT_EQ(headlineOf(leakReport(leaky, 17)), "4 of 6 resources never destroyed.");
  MemorySession tidy("init 2 TIMERWRAP\nclosing 2\ndestroy 2\n");
  LeakReport report = leakReport(tidy, 3);
  EXPECT_EQ(headlineOf(report), "Every resource was destroyed.");
  report.session.dropped = 1;
  EXPECT_EQ(headlineOf(report), "No resource is known to be open.")
      << "a lost event may be an init";
}

TEST(Inspection, TellsWhyAResourceIsSuspected) {
  MemorySession session(testing::kServer);
  const Inspection never = inspect(session, key(7), 11);
  ASSERT_TRUE(never.judgement);
  EXPECT_EQ(sentenceOf(*never.judgement), "stuck request: its callback never came")
      << "of one that is never destroyed, as of the end";
  EXPECT_FALSE(inspect(session, key(6), 17).judgement) << "it is destroyed";
  EXPECT_TRUE(inspect(session, key(3), 15).judgement) << "it is open at the cursor";
}

TEST(SessionLayout, GrowsEveryPanelWithTheWindow) {
  const auto small = layoutOf(1280, 640, {});
  const auto large = layoutOf(2560, 1300, {});
  EXPECT_GT(large.left, small.left * 1.5F);
  EXPECT_GT(large.bottom, small.bottom * 1.5F);
  EXPECT_GT(large.right, small.right);
}

TEST(SessionLayout, KeepsWhatAPersonDragged) {
  EXPECT_EQ(layoutOf(1280, 640, {350.0F, {}, {}}).left, 350);
  EXPECT_EQ(layoutOf(2560, 640, {350.0F, {}, {}}).left, 350);
}

TEST(SessionLayout, LeavesPanelsOutRatherThanDrawThemOverEachOther) {
  for (float width = 200; width < 3000; width += 20) {
    for (float height = 100; height < 1500; height += 100) {
      const auto layout = layoutOf(width, height, {900.0F, 900.0F, 900.0F});
      const float timeline = layout.timeline ? width - layout.left - layout.right : 0;
      if (layout.timeline) {
        EXPECT_GE(timeline, kLeastTimeline) << width;
      }
      EXPECT_LE(layout.left + timeline + layout.right, width + 0.01F) << width;
      EXPECT_LE(layout.bottom, height);
    }
  }
  EXPECT_FALSE(layoutOf(640, 400, {}).inspector());
  EXPECT_TRUE(layoutOf(640, 400, {}).timeline);
  EXPECT_FALSE(layoutOf(500, 400, {}).timeline);
}

TEST(Palette, OffersPlacesForANumberAndATime) {
  const auto entries = paletteEntries("120", true, false);
  ASSERT_GE(entries.size(), 2U);
  EXPECT_EQ(entries[0].line, "select 120");
  EXPECT_EQ(entries[1].line, "goto-event 120");
  EXPECT_EQ(paletteEntries("1.5s", true, false).at(0).line, "goto-time 1.5s");
}

TEST(Palette, FindsCommandsByNameAndByHelp) {
  EXPECT_EQ(paletteEntries("zoom-f", true, false).at(0).line, "zoom-fit");
  EXPECT_EQ(paletteEntries("whole run", true, false).at(0).line, "zoom-fit");
  EXPECT_TRUE(paletteEntries("qqqq", false, false).empty());
}

TEST(Palette, FindsWhatPeopleCallThings) {
  for (const char* const typed : {"leak", "leaks", "filter"}) {
    const auto entries = paletteEntries(typed, true, false);
    EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const PaletteEntry& e) {
      return e.line == "tab leaks";
    })) << typed;
  }
  EXPECT_EQ(paletteEntries("leaks", true, false).at(0).line, "tab leaks");
  EXPECT_EQ(paletteEntries("undo", true, false).at(0).line, "back");
  EXPECT_EQ(paletteEntries("inspector", true, false).at(0).line, "view inspector");
}

TEST(Palette, TakesWhatIsTypedAsAFilterToo) {
  const auto entries = paletteEntries("type:TCP* alive", true, false);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].line, "filter type:TCP* alive");
  EXPECT_EQ(entries[1].line, "run-to type:TCP* alive");
}

TEST(Palette, SaysWhatIsWrongWithACommand) {
  const auto entries = paletteEntries("filter stat:x", true, false);
  ASSERT_FALSE(entries.empty());
  EXPECT_TRUE(entries[0].remark);
  EXPECT_EQ(entries[0].label, "filter: column 1: no field 'stat'; did you mean 'state'?");
}

TEST(Palette, ReadyEntriesAreCommands) {
  for (const char* const typed : {"tab", "view", "theme"}) {
    for (const PaletteEntry& entry : paletteEntries(typed, true, true)) {
      if (entry.complete) {
        EXPECT_TRUE(parseCommands(entry.line)) << entry.line;
      }
    }
  }
}

TEST(Palette, SaysThatASelectionIsMissing) {
  const auto entries = paletteEntries("why", true, false);
  const auto why = std::find_if(entries.begin(), entries.end(),
                                [](const PaletteEntry& e) { return e.line == "why"; });
  ASSERT_NE(why, entries.end());
  EXPECT_NE(why->label.find("select a resource first"), std::string::npos);
  EXPECT_EQ(paletteEntries("why", true, true).at(0).line, "why");
}

TEST(Palette, LeavesOutWhatCannotRun) {
  for (const PaletteEntry& entry : paletteEntries("", false, false)) {
    EXPECT_EQ(findCommand(entry.line.substr(0, entry.line.find(' ')))->needs,
              CommandNeeds::Nothing);
  }
}

TEST(Theme, IsReadableInBothKinds) {
  for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
    const Theme& theme = themeOf(kind);
    for (const Rgba ground : {theme.panel, theme.raised, theme.selected}) {
      EXPECT_GE(contrast(theme.text, ground), 7) << themeName(kind);
      EXPECT_GE(contrast(theme.text_dim, ground), 4.5) << themeName(kind);
    }
    EXPECT_GE(contrast(theme.text_faint, theme.panel), 3) << themeName(kind);
    EXPECT_GE(contrast(theme.on_accent, theme.accent), 4.5) << themeName(kind);
    for (const Rgba family : theme.families)
      EXPECT_GE(contrast(family, theme.panel), 3);
    EXPECT_GE(contrast(theme.danger, theme.panel), 4.5) << themeName(kind);
  }
}

TEST(ErrorText, NamesWhatTheSystemAndLibuvReturn) {
  EXPECT_EQ(errorText(-111), "Connection refused");
  EXPECT_EQ(errorText(-4095), "end of file");
  EXPECT_EQ(errorText(-3008), "unknown name or service");
  EXPECT_EQ(errorText(-9999), "error -9999");
}

TEST(LibuvFacts, TellOnlyWhatThereIsToTell) {
  storage::ResourceRecord timer;
  timer.type = typeOf(core::Provider::Timer);
  ASSERT_EQ(libuvFacts(timer, {}).size(), 1U);
  EXPECT_EQ(libuvFacts(timer, {})[0].value, "not active, referenced");
  timer.closing_seq = 5;
  EXPECT_TRUE(libuvFacts(timer, {}).empty());
}

TEST(LibuvFacts, TellHowLongWorkWaitedAndRan) {
  storage::ResourceRecord work;
  work.type = typeOf(core::Provider::Work);
  work.init_ns = 1'000'000;
  work.work_start_ns = 4'000'000;
  work.work_end_ns = 6'000'000;
  work.worker = core::ContextId{3};
  const std::vector<core::ContextInfo> threads = {
      {core::ContextId{1}, core::ProcessId{1}, 10, "server"},
      {core::ContextId{3}, core::ProcessId{1}, 12, "pool"}};
  const auto facts = libuvFacts(work, threads);
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[0].value, formatDuration(3'000'000));
  EXPECT_EQ(facts[1].value, formatDuration(2'000'000) + " on pool 12");
}

TEST(ThreadNames, AreThoseOfTheSessionWhereThereAreSeveral) {
  const std::vector<core::ContextInfo> threads = {
      {core::ContextId{1}, core::ProcessId{1}, 10, "server"},
      {core::ContextId{2}, core::ProcessId{1}, 11, ""}};
  EXPECT_EQ(contextName(threads, core::ContextId{1}), "server 10");
  EXPECT_EQ(contextName(threads, core::ContextId{2}), "thread 11");
  EXPECT_EQ(contextName(threads, core::ContextId{7}), "context 7");
  EXPECT_EQ(contextName({threads.data(), 1}, core::ContextId{1}), "");
  EXPECT_TRUE(isMainThread(threads, core::ContextId{1}));
  EXPECT_FALSE(isMainThread(threads, core::ContextId{2}));
}

}  // namespace
}  // namespace uvscope::ui
