#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/libuv_function.h"
#include "storage/session_reader.h"
#include "storage/session_writer.h"
#include "tests/testing/temp_dir.h"

namespace uvscope::storage {
namespace {

using core::AsyncId;
using core::EventKind;

constexpr core::ContextId kLoop{1};

core::Event event(EventKind kind, std::uint64_t id, std::int64_t value = 0,
                  std::uint64_t trigger = 0) {
  core::Event made;
  made.kind = kind;
  made.context = kLoop;
  made.id = {id};
  made.value = value;
  made.trigger = {trigger};
  return made;
}

core::Event init(std::uint64_t id, core::Provider type, std::uint64_t trigger) {
  core::Event made = event(EventKind::Init, id, 0, trigger);
  made.type = typeOf(type);
  made.execution = core::kBootstrapId;
  return made;
}

core::Event read(std::uint64_t id, std::int64_t bytes) {
  core::Event made = event(EventKind::Before, id, bytes);
  made.reason = core::CallbackReason::Read;
  return made;
}

// A session of events that follow each other by a microsecond.
class LibuvFactsTest : public ::testing::Test {
 protected:
  SessionReader& record(std::vector<core::Event> events) {
    auto writer = SessionWriter::create(path_, {});
    (*writer)->onProcess({core::ProcessId{1}, 1, 0, "/bin/x", {}, 0});
    (*writer)->onContext({kLoop, core::ProcessId{1}, 1, "x"});
    std::uint64_t ns = 0;
    for (core::Event& one : events)
      one.ts_ns = ns += 1000;
    (*writer)->onEvents(events);
    EXPECT_TRUE((*writer)->finish(ns));
    reader_ = std::move(*SessionReader::open(path_));
    return *reader_;
  }

  ResourceRecord resource(std::uint64_t id) { return *reader_->resource({kLoop, {id}}); }

 private:
  testing::TempDir directory_;
  std::string path_ = directory_.file("facts.uvscope");
  std::unique_ptr<SessionReader> reader_;
};

TEST_F(LibuvFactsTest, HandleIsActiveUntilItStopsOrCloses) {
  record({init(2, core::Provider::Timer, 1), event(EventKind::Active, 2)});
  EXPECT_TRUE(resource(2).active);
}

TEST_F(LibuvFactsTest, ClosingHandleIsNotActive) {
  record({init(2, core::Provider::Timer, 1), event(EventKind::Active, 2),
          event(EventKind::Closing, 2)});
  EXPECT_FALSE(resource(2).active);
}

TEST_F(LibuvFactsTest, WhatARequestWritesItsHandleWrites) {
  record({init(2, core::Provider::Tcp, 1), init(3, core::Provider::Write, 2),
          event(EventKind::Written, 3, 100), event(EventKind::Written, 2, 11), read(2, 7),
          read(2, -4095)});
  EXPECT_EQ(resource(3).bytes_written, 100U);
  EXPECT_EQ(resource(2).bytes_written, 111U);
  EXPECT_EQ(resource(2).bytes_read, 7U);
}

TEST_F(LibuvFactsTest, AcceptedStreamBelongsToItsServer) {
  record({init(2, core::Provider::Tcp, 1), init(3, core::Provider::Tcp, 1),
          event(EventKind::Accepted, 3, 0, 2)});
  EXPECT_EQ(resource(3).owner, AsyncId{2});
  EXPECT_EQ(resource(3).trigger, AsyncId{1});
}

TEST_F(LibuvFactsTest, WorkTellsWhenAndWhereThePoolHadIt) {
  record({init(2, core::Provider::Work, 1), event(EventKind::WorkStart, 2, 5),
          event(EventKind::WorkEnd, 2, 5)});
  EXPECT_EQ(resource(2).work_start_ns - resource(2).init_ns, 1000U);
  EXPECT_EQ(resource(2).work_end_ns - resource(2).work_start_ns, 1000U);
  EXPECT_EQ(resource(2).worker, core::ContextId{5});
}

TEST_F(LibuvFactsTest, RepeatsAreRuns) {
  core::Event repeat = event(EventKind::Repeat, 2, 1000);
  repeat.execution = {5'000};
  SessionReader& reader = record({init(2, core::Provider::Idle, 1), event(EventKind::Before, 2),
                                  event(EventKind::After, 2), repeat});
  EXPECT_EQ(resource(2).runs, 1001U);
  EXPECT_EQ(resource(2).run_ns, 6'000U);
  EXPECT_EQ(reader.typeTotals().at(0).runs, 1001U);
}

TEST_F(LibuvFactsTest, FailuresAreCountedWhereTheyConcernAResource) {
  core::Event failed = event(EventKind::Failed, 2, -98, 1);
  failed.type = asType(core::LibuvFunction::uv_tcp_bind);
  core::Event nobodys = failed;
  nobodys.id = core::kNativeId;
  SessionReader& reader = record({init(2, core::Provider::Tcp, 1), failed, nobodys});
  EXPECT_EQ(resource(2).failures, 1U);
  EXPECT_EQ(reader.info().resources, 1U);
  EXPECT_EQ(core::functionIn(reader.events(2, 1).at(0).type), core::LibuvFunction::uv_tcp_bind);
}

TEST_F(LibuvFactsTest, LoopsAreAddedUp) {
  core::Event repeat = event(EventKind::Repeat, 0, 500);
  SessionReader& reader =
      record({event(EventKind::LoopStart, 0, 0, 1), event(EventKind::PollStart, 0, -1),
              event(EventKind::PollEnd, 0, 1), init(2, core::Provider::Timer, 0),
              event(EventKind::Before, 2), event(EventKind::After, 2), repeat,
              event(EventKind::LoopEnd, 0, 0)});
  ASSERT_EQ(reader.loops().size(), 1U);
  const LoopTotal& loop = reader.loops()[0];
  EXPECT_EQ(loop.number, 1U);
  EXPECT_EQ(loop.starts, 1U);
  EXPECT_EQ(loop.iterations, 501U);
  EXPECT_EQ(loop.poll_ns, 1000U);
  EXPECT_EQ(loop.callback_ns, 1000U);
  EXPECT_EQ(loop.last_ns - loop.first_ns, 7000U);
}

TEST_F(LibuvFactsTest, LoopInsideACallbackIsOneOfItsOwn) {
  SessionReader& reader = record(
      {event(EventKind::LoopStart, 0, 0, 1), init(2, core::Provider::Timer, 0),
       event(EventKind::Before, 2), event(EventKind::LoopStart, 0, 0, 2),
       event(EventKind::PollStart, 0), event(EventKind::PollEnd, 0), event(EventKind::LoopEnd, 0),
       event(EventKind::After, 2), event(EventKind::LoopEnd, 0)});
  ASSERT_EQ(reader.loops().size(), 2U);
  EXPECT_EQ(reader.loops()[0].iterations, 0U);
  EXPECT_EQ(reader.loops()[0].callback_ns, 5000U);
  EXPECT_EQ(reader.loops()[1].iterations, 1U);
}

}  // namespace
}  // namespace uvscope::storage
