#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/capture/runtime/runtime_fixture.h"

namespace uvscope {
namespace {

using TimersTest = RuntimeFixture;

TEST_F(TimersTest, ATimeoutFiresOnceAndTellsItsLife) {
  trace();
  setTimeout([this] { sayWhere("timeout"); }, 1ms);
  runLoop();
  EXPECT_EQ(take(), "init 1 Timeout <0; before 1; timeout @1 <0; after 1; destroy 1");
}

TEST_F(TimersTest, PassesCopiesOfItsArguments) {
  setTimeout([this](const std::string& a, int b) { say(a + std::to_string(b)); }, 1ms, "x", 2);
  runLoop();
  EXPECT_EQ(take(), "x2");
}

TEST_F(TimersTest, FireInTheOrderOfTheirTimesAndThoseOfOneTimeInTheOrderMade) {
  setTimeout([this] { say("long"); }, 30ms);
  setTimeout([this] { say("short 1"); }, 5ms);
  setTimeout([this] { say("short 2"); }, 5ms);
  setTimeout([this] { say("none"); }, 0ms);
  runLoop();
  EXPECT_EQ(take(), "none; short 1; short 2; long");
}

TEST_F(TimersTest, TicksAndMicrotasksRunBetweenTwoTimeouts) {
  for (const char* const name : {"a", "b"}) {
    setTimeout(
        [this, name] {
          say(name);
          nextTick([this, name] { say(std::string("tick of ") + name); });
          queueMicrotask([this, name] { say(std::string("microtask of ") + name); });
        },
        1ms);
  }
  runLoop();
  EXPECT_EQ(take(), "a; tick of a; microtask of a; b; tick of b; microtask of b");
}

TEST_F(TimersTest, AnIntervalFiresUntilItIsCleared) {
  trace();
  int count = 0;
  Timeout interval;
  interval = setInterval(
      [&] {
        say(std::to_string(++count));
        if (count == 2) clearInterval(interval);
      },
      1ms);
  runLoop();
  EXPECT_EQ(take(), "init 1 Timeout <0; before 1; 1; after 1; before 1; 2; after 1; destroy 1");
}

TEST_F(TimersTest, ClearedItNeverFiresAndIsDestroyedOnce) {
  trace();
  Timeout timeout = setTimeout([this] { say("never"); }, 1ms);
  clearTimeout(timeout);
  timeout.close().close();
  clearTimeout({});
  runLoop();
  EXPECT_EQ(take(), "init 1 Timeout <0; destroy 1");
}

TEST_F(TimersTest, ClearedByATickOfItsNeighbourItDoesNotFire) {
  Timeout second;
  setTimeout([&] { nextTick([&] { clearTimeout(second); }); }, 1ms);
  second = setTimeout([this] { say("never"); }, 1ms);
  setTimeout([this] { say("third"); }, 1ms);
  runLoop();
  EXPECT_EQ(take(), "third");
}

TEST_F(TimersTest, UnreferencedItDoesNotKeepTheLoopAlive) {
  Timeout timeout = setTimeout([this] { say("never"); }, 60s);
  EXPECT_TRUE(timeout.hasRef());
  EXPECT_FALSE(timeout.unref().unref().hasRef());
  runLoop();
  EXPECT_EQ(take(), "");
  EXPECT_FALSE(Timeout().hasRef());
}

TEST_F(TimersTest, ReferencedAgainItDoes) {
  Timeout timeout = setTimeout([this] { say("fired"); }, 1ms);
  timeout.unref().ref();
  runLoop();
  EXPECT_EQ(take(), "fired");
}

TEST_F(TimersTest, RefreshWhilePendingKeepsItsIdAndAfterwardsMakesAnother) {
  trace();
  Timeout timeout;
  timeout = setTimeout([&] { say("fired"); }, 2ms);
  timeout.refresh();
  setTimeout([&] { timeout.refresh(); }, 20ms);
  runLoop();
  EXPECT_EQ(take(),
            "init 1 Timeout <0; init 2 Timeout <0; before 1; fired; after 1; destroy 1; before 2; "
            "init 3 Timeout <2; after 2; destroy 2; before 3; fired; after 3; destroy 3");
}

TEST_F(TimersTest, WhatOneThrowsIsHandledAndTheOthersFire) {
  onUncaughtException([this](const std::exception_ptr&) { sayWhere("handled"); });
  trace();
  setTimeout([] { throw std::runtime_error("no"); }, 1ms);
  setTimeout([this] { say("second"); }, 1ms);
  runLoop();
  EXPECT_EQ(take(),
            "init 1 Timeout <0; init 2 Timeout <0; before 1; handled @1 <0; init 3 Immediate <1; "
            "after 1; before 2; second; after 2; destroy 1; destroy 2; before 3; after 3; destroy "
            "3");
}

// As real Node does, tried with two timeouts of one millisecond.
TEST_F(TimersTest, TicksOfOneThatThrowsRunAfterTheOthersThatAreDue) {
  onUncaughtException([this](const std::exception_ptr&) { say("handled"); });
  setTimeout(
      [this] {
        nextTick([this] { say("tick"); });
        throw 1;
      },
      1ms);
  setTimeout([this] { say("second"); }, 1ms);
  uv_sleep(3);
  runLoop();
  EXPECT_EQ(take(), "handled; second; tick");
}

TEST_F(TimersTest, AnIntervalGoesOnAfterAnException) {
  int count = 0;
  onUncaughtException([](const std::exception_ptr&) {});
  Timeout interval;
  interval = setInterval(
      [&] {
        if (++count == 3) interval.close();
        throw count;
      },
      1ms);
  runLoop();
  EXPECT_EQ(count, 3);
}

TEST_F(TimersTest, ACallbackMayRunTheLoopItself) {
  setTimeout(
      [this] {
        say("outer");
        setTimeout([this] { say("inner"); }, 1ms);
        uv_run(&loop_, UV_RUN_ONCE);
        say("outer ends");
      },
      1ms);
  setTimeout([this] { say("other"); }, 1ms);
  runLoop();
  EXPECT_EQ(take().substr(0, 5), "outer");
}

TEST_F(TimersTest, ItsCallbackEndsWithIt) {
  const auto token = std::make_shared<int>();
  const Timeout kept = setTimeout([token] {}, 1ms);
  const Timeout cleared = setTimeout([token] {}, 1ms);
  clearTimeout(cleared);
  EXPECT_EQ(token.use_count(), 2);
}

TEST_F(TimersTest, AnEmptyFunctionIsRefusedByName) {
  EXPECT_EQ(errorOf([] { setTimeout(std::function<void()>(), 1ms); }),
            "TypeError ERR_INVALID_ARG_TYPE");
  EXPECT_EQ(errorOf([] { setImmediate(std::function<void()>()); }),
            "TypeError ERR_INVALID_ARG_TYPE");
}

TEST_F(TimersTest, ImmediatesRunAfterPollAndThoseMadeInOneATurnLater) {
  setImmediate([this] {
    say("first");
    setImmediate([this] { say("third"); });
    nextTick([this] { say("tick"); });
  });
  setImmediate([this] { say("second"); });
  runLoop();
  EXPECT_EQ(take(), "first; tick; second; third");
}

TEST_F(TimersTest, AClearedImmediateIsDestroyedOnceAndDoesNotRun) {
  trace();
  Immediate second;
  const Immediate first = setImmediate([&] { clearImmediate(second); });
  second = setImmediate([this] { say("never"); });
  clearImmediate(second);
  clearImmediate({});
  runLoop();
  EXPECT_EQ(take(),
            "init 1 Immediate <0; init 2 Immediate <0; destroy 2; before 1; after 1; destroy 1");
}

TEST_F(TimersTest, AnUnreferencedImmediateDoesNotKeepTheLoopAlive) {
  EXPECT_FALSE(setImmediate([this] { say("never"); }).unref().hasRef());
  runLoop();
  EXPECT_EQ(take(), "");
}

TEST_F(TimersTest, AfterAnImmediateThatThrowsThoseOfItsBatchRunInTheSamePhase) {
  onUncaughtException([this](const std::exception_ptr&) { say("handled"); });
  trace();
  setImmediate([] { throw 1; });
  setImmediate([this] { say("second"); });
  runLoop();
  EXPECT_EQ(take(),
            "init 1 Immediate <0; init 2 Immediate <0; before 1; handled; init 3 Immediate <1; "
            "after 1; before 2; second; after 2; destroy 1; destroy 2; before 3; after 3; destroy "
            "3");
}

TEST(TimersWithoutLoop, AThreadWithoutOneIsToldWhatToDo) {
  std::string timeout;
  std::string immediate;
  std::thread([&] {
    timeout = errorOf([] { setTimeout([] {}, 1ms); });
    immediate = errorOf([] { setImmediate([] {}); });
  }).join();
  EXPECT_EQ(timeout, "Error ERR_UVSCOPE_NO_LOOP");
  EXPECT_EQ(immediate, "Error ERR_UVSCOPE_NO_LOOP");
}

}  // namespace
}  // namespace uvscope
