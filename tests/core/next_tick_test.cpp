#include "core/next_tick.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "core/async_resource.h"
#include "core/promise.h"
#include "tests/core/hook_fixture.h"

namespace uvscope::core {
namespace {

class NextTickTest : public HookFixture {
 protected:
  // What escapes from a callback is written down.
  void handleErrors() {
    environment_.process().uncaught_exception = [this](const std::exception_ptr& error) {
      sayWhere(core::describe(error));
    };
  }
};

TEST_F(NextTickTest, TicksRunBeforePromiseJobsAndMicrotasksInTheOrderMade) {
  Promise<void>::resolve().then([this] { say("then"); });
  queueMicrotask([this] { say("microtask"); });
  nextTick([this] {
    say("tick 1");
    nextTick([this] { say("tick in tick"); });
  });
  nextTick([this] { say("tick 2"); });
  turn();
  EXPECT_EQ(take(), "tick 1; tick 2; tick in tick; then; microtask");
}

TEST_F(NextTickTest, ATickInAMicrotaskRunsAfterAllMicrotasks) {
  queueMicrotask([this] {
    say("microtask 1");
    nextTick([this] { say("tick"); });
  });
  queueMicrotask([this] { say("microtask 2"); });
  turn();
  EXPECT_EQ(take(), "microtask 1; microtask 2; tick");
}

TEST_F(NextTickTest, PassesCopiesOfItsArguments) {
  std::string text = "before";
  nextTick([this](const std::string& given, int number) { say(given + std::to_string(number)); },
           text, 7);
  text = "changed";
  turn();
  EXPECT_EQ(take(), "before7");
}

TEST_F(NextTickTest, TakesCallbacksThatCannotBeCopied) {
  nextTick([this, value = std::make_unique<int>(3)] { say(std::to_string(*value)); });
  queueMicrotask([this, value = std::make_unique<int>(4)] { say(std::to_string(*value)); });
  turn();
  EXPECT_EQ(take(), "3; 4");
}

TEST_F(NextTickTest, RefusesWhatIsNoFunction) {
  EXPECT_EQ(errorOf([] { nextTick(std::function<void()>()); }), "TypeError ERR_INVALID_ARG_TYPE");
  EXPECT_EQ(errorOf([] { queueMicrotask(static_cast<void (*)()>(nullptr)); }),
            "TypeError ERR_INVALID_ARG_TYPE");
}

TEST_F(NextTickTest, TellsItsLife) {
  trace();
  nextTick([this] { sayWhere("tick"); });
  queueMicrotask([this] { sayWhere("microtask"); });
  turn();
  runDestroys();
  EXPECT_EQ(take(),
            "init 2 TickObject <1; init 3 Microtask <1; before 2; tick @2 <1; after 2; before 3; "
            "microtask @3 <1; after 3; destroy 2; destroy 3");
}

TEST_F(NextTickTest, WhatATickThrowsIsHandledInItsContextAndTheOthersWaitForTheNextTurn) {
  handleErrors();
  trace();
  nextTick([] { throw std::runtime_error("no"); });
  nextTick([this] { say("second"); });
  turn();
  EXPECT_EQ(take(),
            "init 2 TickObject <1; init 3 TickObject <1; before 2; Error: no @2 <1; after 2");
  turn();
  EXPECT_EQ(take(), "before 3; second; after 3");
}

TEST_F(NextTickTest, WhatAMicrotaskThrowsIsHandledOutsideOfItAndTheOthersRun) {
  handleErrors();
  trace();
  queueMicrotask([] { throw std::runtime_error("no"); });
  queueMicrotask([this] { say("second"); });
  turn();
  EXPECT_EQ(take(),
            "init 2 Microtask <1; init 3 Microtask <1; before 2; after 2; Error: no @0 <0; before "
            "3; second; after 3");
}

TEST_F(NextTickTest, FramesThatAFailingCallbackEnteredByHandAreLeft) {
  handleErrors();
  AsyncResource resource("R");
  trace();
  nextTick([&] {
    resource.enterByHand();
    throw std::runtime_error("no");
  });
  turn();
  EXPECT_EQ(take(), "init 3 TickObject <1; before 3; before 2; Error: no @2 <1; after 2; after 3");
}

TEST_F(NextTickTest, TicksThatNeverRunEndWithTheirEnvironment) {
  const auto token = std::make_shared<int>();
  {
    Environment environment;
    setCurrentEnvironment(&environment);
    nextTick([token] {});
    queueMicrotask([token] {});
    setCurrentEnvironment(nullptr);
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST_F(NextTickTest, NoneAreTakenWhenTheProcessExits) {
  environment_.process().exit.emplace_back([this](int status) {
    say("exit " + std::to_string(status));
    nextTick([] {});
  });
  trace();
  environment_.emitExit(0);
  environment_.emitExit(0);
  EXPECT_EQ(take(), "exit 0");
  EXPECT_FALSE(environment_.hasTasks());
}

using NextTickDeathTest = NextTickTest;

TEST_F(NextTickDeathTest, AnUncaughtExceptionEndsTheProcessWithStatusOneAfterTheExitHandlers) {
  environment_.process().exit.emplace_back(
      [](int status) { std::fprintf(stderr, "exit handler %d\n", status); });
  nextTick([] { throw std::runtime_error("lost"); });
  EXPECT_EXIT(turn(), ::testing::ExitedWithCode(1),
              "Error: lost\n    at (.|\n)*nobody caught\nexit handler 1");
}

TEST_F(NextTickDeathTest, AHandlerThatThrowsEndsTheProcessWithStatusSeven) {
  environment_.process().uncaught_exception = [](const std::exception_ptr&) {
    throw std::runtime_error("handler");
  };
  nextTick([] { throw 1; });
  EXPECT_EXIT(turn(), ::testing::ExitedWithCode(7), "Error: handler");
}

TEST_F(NextTickDeathTest, AnUncaughtExceptionAbortsWhereThatIsAskedFor) {
  environment_.process().abort_on_uncaught = true;
  nextTick([] { throw 42; });
  EXPECT_EXIT(turn(), ::testing::KilledBySignal(SIGABRT), "Error: 42");
}

}  // namespace
}  // namespace uvscope::core
