// The runtime's own handles are no business of the program's, and each thread has its own of
// everything.
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/capture/runtime/runtime_fixture.h"

namespace uvscope {
namespace {

using LoopsTest = RuntimeFixture;

int handlesOn(uv_loop_t* loop) {
  int count = 0;
  uv_walk(
      loop, [](uv_handle_t*, void* counter) { ++*static_cast<int*>(counter); }, &count);
  return count;
}

TEST_F(LoopsTest, WalkingTheLoopShowsOnlyHandlesOfTheProgram) {
  setTimeout([] {}, 1ms);
  setImmediate([] {});
  EXPECT_EQ(handlesOn(&loop_), 0);
  uv_timer_t timer;
  uv_timer_init(&loop_, &timer);
  EXPECT_EQ(handlesOn(&loop_), 1);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer), nullptr);
  runLoop();
}

TEST_F(LoopsTest, ALoopWithHandlesOfTheProgramIsBusyAndWorksOn) {
  uv_timer_t timer;
  uv_timer_init(&loop_, &timer);
  setTimeout([this] { say("fired"); }, 1ms);
  EXPECT_EQ(uv_loop_close(&loop_), UV_EBUSY);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer), nullptr);
  useLoop(&loop_);
  runLoop();
  EXPECT_EQ(take(), "fired");
}

TEST_F(LoopsTest, ClosingALoopDropsWhatIsPendingAndItsHandlesDoNothingMore) {
  const auto token = std::make_shared<int>();
  uv_loop_t other;
  uv_loop_init(&other);
  useLoop(&other);
  Timeout timeout = setTimeout([token] {}, 60s);
  Immediate immediate = setImmediate([token] {});
  EXPECT_EQ(uv_loop_close(&other), 0);
  timeout.refresh().unref().ref();
  immediate.unref().ref();
  timeout.close();
  immediate.close();
  EXPECT_EQ(token.use_count(), 1);
  useLoop(&loop_);
}

TEST_F(LoopsTest, TicksOfTheMainProgramRunWhenTheLoopBegins) {
  nextTick([this] { sayWhere("tick"); });
  uv_run(&loop_, UV_RUN_NOWAIT);
  EXPECT_EQ(log_.substr(0, 4), "tick");
}

TEST_F(LoopsTest, TicksRunAfterTheCallbackOfAPlainHandle) {
  trace();
  uv_timer_t timer;
  uv_timer_init(&loop_, &timer);
  timer.data = this;
  uv_timer_start(
      &timer,
      [](uv_timer_t* handle) {
        auto* const test = static_cast<LoopsTest*>(handle->data);
        nextTick([test] { test->sayWhere("tick"); });
        test->sayWhere("timer");
        uv_close(reinterpret_cast<uv_handle_t*>(handle), nullptr);
      },
      1, 0);
  runLoop();
  EXPECT_EQ(take(),
            "init 1 TIMERWRAP <0; before 1; init 2 TickObject <1; timer @1 <0; after 1; before 2; "
            "tick @2 <1; after 2; destroy 2; destroy 1");
}

TEST_F(LoopsTest, WhatThePlainCallbackThrowsIsHandledInItsContext) {
  onUncaughtException([this](const std::exception_ptr&) { sayWhere("handled"); });
  trace();
  uv_timer_t timer;
  uv_timer_init(&loop_, &timer);
  uv_timer_start(
      &timer,
      [](uv_timer_t* handle) {
        uv_close(reinterpret_cast<uv_handle_t*>(handle), nullptr);
        throw std::runtime_error("no");
      },
      1, 0);
  runLoop();
  EXPECT_EQ(take(),
            "init 1 TIMERWRAP <0; before 1; handled @1 <0; init 2 Immediate <1; after 1; before 2; "
            "after 2; destroy 2; destroy 1");
}

TEST_F(LoopsTest, ANestedRunDrainsItsOwnTicks) {
  setImmediate([this] {
    setImmediate([this] { nextTick([this] { say("inner tick"); }); });
    uv_run(&loop_, UV_RUN_NOWAIT);
    say("after the inner run");
  });
  runLoop();
  EXPECT_EQ(take(), "inner tick; after the inner run");
}

TEST_F(LoopsTest, EachThreadHasIdsHooksAndALoopOfItsOwn) {
  trace();
  std::uint64_t first_id = 0;
  std::vector<std::string> seen;
  std::thread([&] {
    uv_loop_t loop;
    uv_loop_init(&loop);  // the first loop of a thread is the one that it uses
    first_id = AsyncResource("R").asyncId().value;
    const AsyncHook hook =
        createHook({.init = [&](AsyncId, std::string_view type, AsyncId, const ResourceObject&) {
          seen.emplace_back(type);
        }}).enable();
    setTimeout([] { nextTick([] {}); }, 1ms);
    uv_run(&loop, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop), 0);
  }).join();
  EXPECT_EQ(first_id, 2U);
  EXPECT_EQ(seen, (std::vector<std::string>{"Timeout", "TickObject"}));
  EXPECT_EQ(take(), "");
}

TEST_F(LoopsTest, UseLoopRefusesNull) {
  EXPECT_EQ(errorOf([] { useLoop(nullptr); }), "TypeError ERR_INVALID_ARG_TYPE");
}

TEST_F(LoopsTest, RunCallsTheHandlersOfItsEnd) {
  std::vector<std::string> order;
  bool again = true;
  std::thread([&] {
    uv_loop_t loop;
    uv_loop_init(&loop);
    onBeforeExit([&] {
      order.emplace_back("beforeExit @" + std::to_string(executionAsyncId().value));
      if (std::exchange(again, false)) setImmediate([&] { order.emplace_back("immediate"); });
    });
    onExit([&](int status) {
      order.emplace_back("exit " + std::to_string(status) + " @" +
                         std::to_string(executionAsyncId().value));
    });
    EXPECT_EQ(run([&] { order.emplace_back("main"); }), 0);
    EXPECT_EQ(uv_loop_close(&loop), 0);
  }).join();
  EXPECT_EQ(order, (std::vector<std::string>{"main", "beforeExit @0", "immediate", "beforeExit @0",
                                             "exit 0 @0"}));
}

TEST_F(LoopsTest, WhatTheMainProgramOfRunThrowsIsHandled) {
  onUncaughtException([this](const std::exception_ptr&) { say("handled"); });
  run(
      [this] {
        setImmediate([this] { say("goes on"); });
        throw std::runtime_error("main");
      },
      &loop_);
  EXPECT_EQ(take(), "handled; goes on");
}

using LoopsDeathTest = LoopsTest;

TEST_F(LoopsDeathTest, ALoopWithTimersOfAnotherThreadIsRefused) {
  const auto run_elsewhere = [this] {
    setTimeout([] {}, 1ms);
    std::thread([this] { runLoop(); }).join();
  };
  EXPECT_EXIT(run_elsewhere(), ::testing::ExitedWithCode(1), "ERR_UVSCOPE_WRONG_THREAD");
}

}  // namespace
}  // namespace uvscope
