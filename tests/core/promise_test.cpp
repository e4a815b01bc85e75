#include "core/promise.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/next_tick.h"
#include "tests/core/hook_fixture.h"

namespace uvscope::core {
namespace {

std::string whatOf(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  }
}

class PromiseTest : public HookFixture {
 protected:
  auto saying(const std::string& name) {
    return [this, name] { sayWhere(name); };
  }

  auto sayingError() {
    return [this](const std::exception_ptr& error) { say("error " + whatOf(error)); };
  }
};

TEST_F(PromiseTest, CallsBackLaterWithItsValue) {
  Promise<int>([](auto resolve, auto) { resolve(42); }).then([this](int value) {
    say(std::to_string(value));
  });
  EXPECT_EQ(take(), "");
  turn();
  EXPECT_EQ(take(), "42");
}

TEST_F(PromiseTest, IsSettledOnce) {
  Promise<int>([](auto resolve, auto reject) {
    resolve(1);
    resolve(2);
    reject(std::runtime_error("late"));
  }).then([this](int value) { say(std::to_string(value)); });
  turn();
  EXPECT_EQ(take(), "1");
}

TEST_F(PromiseTest, AnExecutorThatThrowsRejects) {
  Promise<int>([](auto, auto) { throw std::runtime_error("executor"); }).catch_(sayingError());
  turn();
  EXPECT_EQ(take(), "error executor");
}

TEST_F(PromiseTest, PassesValuesAndErrorsAlongTheChain) {
  Promise<int>::resolve(1)
      .then([](int value) { return std::to_string(value) + '!'; })
      .then([this](const std::string& text) {
        say(text);
        throw std::runtime_error("broken");
      })
      .then([this] { say("never"); })
      .catch_([this](const std::exception_ptr& error) { say("caught " + whatOf(error)); })
      .then([this] { say("goes on"); });
  turn();
  EXPECT_EQ(take(), "1!; caught broken; goes on");
}

TEST_F(PromiseTest, ThenWithTwoCallbacksCallsTheOneThatFits) {
  const auto tell = [this](const Promise<int>& promise) {
    promise.then([this](int value) { say("value " + std::to_string(value)); },
                 [this](const std::exception_ptr& error) { say("reason " + whatOf(error)); });
  };
  tell(Promise<int>::resolve(1));
  tell(Promise<int>::reject(std::runtime_error("no")));
  turn();
  EXPECT_EQ(take(), "value 1; reason no");
}

TEST_F(PromiseTest, ACallbackThatReturnsAPromiseIsWaitedFor) {
  auto inner = withResolvers<int>();
  Promise<void>::resolve()
      .then([promise = inner.promise] { return promise; })
      .then([this](int value) { say(std::to_string(value)); });
  turn();
  EXPECT_EQ(take(), "");
  inner.resolve(7);
  turn();
  EXPECT_EQ(take(), "7");
}

TEST_F(PromiseTest, ResolvingWithARejectedPromiseRejects) {
  Promise<int>([](auto resolve, auto) {
    resolve(Promise<int>::reject(std::runtime_error("inner")));
  }).catch_([this](const std::exception_ptr& error) {
    say(whatOf(error));
    return 0;
  });
  turn();
  EXPECT_EQ(take(), "inner");
}

TEST_F(PromiseTest, ResolveGivesBackAPromiseAsItIs) {
  const auto promise = Promise<int>::resolve(1);
  EXPECT_EQ(Promise<int>::resolve(promise), promise);
  EXPECT_NE(Promise<int>::resolve(1), promise);
}

struct Thenable {
  std::string* log;

  template <class Resolve>
  void then(const Resolve& resolve) const {
    *log += "called ";
    resolve(5);
    resolve(6);
  }
};

TEST_F(PromiseTest, FollowsAThenableInAJobOfItsOwn) {
  std::string log;
  Promise<int>::resolve(Thenable{&log}).then([&](int value) { log += std::to_string(value); });
  EXPECT_EQ(log, "");
  turn();
  EXPECT_EQ(log, "called 5");
}

TEST_F(PromiseTest, FinallyPassesTheOutcomeOnAndItsOwnFailure) {
  Promise<int>::resolve(1).finally([this] { say("finally"); }).then([this](int value) {
    say(std::to_string(value));
  });
  Promise<int>::reject(std::runtime_error("first"))
      .finally([] {})
      .catch_([this](const std::exception_ptr& error) {
        say(whatOf(error));
        return 0;
      });
  Promise<int>::resolve(1)
      .finally([] { throw std::runtime_error("own"); })
      .catch_([this](const std::exception_ptr& error) {
        say(whatOf(error));
        return 0;
      });
  turn();
  EXPECT_EQ(take(), "finally; own; 1; first");
}

TEST_F(PromiseTest, TellsItsLifeAsNodeDoes) {
  trace();
  Promise<bool>([](auto resolve, auto) { resolve(true); }).then(saying("then"));
  turn();
  EXPECT_EQ(take(),
            "init 2 PROMISE <1; resolve 2; init 3 PROMISE <2; before 3; then @3 <2; resolve 3; "
            "after 3");
}

TEST_F(PromiseTest, HasNoBeforeWhenNobodyChainsIt) {
  trace();
  Promise<int>::resolve(1);
  auto [promise, resolve, reject] = withResolvers<int>();
  turn();
  EXPECT_EQ(take(), "init 2 PROMISE <1; resolve 2; init 3 PROMISE <1");
}

TEST_F(PromiseTest, TakesNoIdWhileNoHookNeedsOne) {
  const auto promise = Promise<int>::resolve(1);
  EXPECT_EQ(promise.asyncId(), kNativeId);
  EXPECT_EQ(environment_.newAsyncId(), kFirstResourceId);
}

TEST_F(PromiseTest, OlderThanTheHookItGetsAnIdAsAParentAndHasNoInit) {
  const auto old = Promise<void>::resolve();
  old.then(saying("old"));
  trace();
  old.then(saying("new"));
  turn();
  EXPECT_EQ(take(),
            "init 3 PROMISE <2; before 4; old @4 <0; resolve 4; after 4; before 3; new @3 <2; "
            "resolve 3; after 3");
}

TEST_F(PromiseTest, IsDestroyedWithItsLastHandle) {
  trace();
  {
    const auto promise = Promise<int>::resolve(1);
    const auto copy = promise;
  }
  runDestroys();
  EXPECT_EQ(take(), "init 2 PROMISE <1; resolve 2; destroy 2");
}

TEST_F(PromiseTest, WhatWaitsForAPromiseThatNobodyCanSettleEndsWithIt) {
  const auto token = std::make_shared<int>();
  {
    withResolvers<int>().promise.then([token](int) {});
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST_F(PromiseTest, AllHasTheValuesInTheOrderGiven) {
  auto first = withResolvers<int>();
  Promise<int>::all(std::vector{first.promise, Promise<int>::resolve(2)})
      .then([this](const std::vector<int>& values) {
        for (const int value : values)
          say(std::to_string(value));
      });
  turn();
  EXPECT_EQ(take(), "");
  first.resolve(1);
  turn();
  EXPECT_EQ(take(), "1; 2");
}

TEST_F(PromiseTest, AllRejectsWithTheFirstFailure) {
  Promise<int>::all(std::vector{withResolvers<int>().promise,
                                Promise<int>::reject(std::runtime_error("one")),
                                Promise<int>::reject(std::runtime_error("two"))})
      .catch_([this](const std::exception_ptr& error) {
        say(whatOf(error));
        return std::vector<int>();
      });
  turn();
  EXPECT_EQ(take(), "one");
}

TEST_F(PromiseTest, EmptyListsSettleAllAndAnyAtOnce) {
  const std::vector<Promise<int>> none;
  Promise<int>::all(none).then([this] { say("all"); });
  Promise<int>::allSettled(none).then([this] { say("allSettled"); });
  Promise<int>::any(none).catch_([this](const std::exception_ptr& error) {
    say("any: " + whatOf(error));
    return 0;
  });
  Promise<int>::race(none).then([this] { say("never"); });
  turn();
  EXPECT_EQ(take(), "all; allSettled; any: All promises were rejected");
}

TEST_F(PromiseTest, AllSettledTellsHowEachEnded) {
  Promise<int>::allSettled(
      std::vector{Promise<int>::resolve(1), Promise<int>::reject(std::runtime_error("no"))})
      .then([this](const std::vector<Settled<int>>& settled) {
        say(std::to_string(*settled[0].value));
        say(whatOf(settled[1].reason));
      });
  turn();
  EXPECT_EQ(take(), "1; no");
}

TEST_F(PromiseTest, RaceEndsAsTheFirstAndAnyAsTheFirstGoodOne) {
  const std::vector promises{Promise<int>::reject(std::runtime_error("fast")),
                             Promise<int>::resolve(2)};
  Promise<int>::race(promises).catch_([this](const std::exception_ptr& error) {
    say("race " + whatOf(error));
    return 0;
  });
  Promise<int>::any(promises).then([this](int value) { say("any " + std::to_string(value)); });
  turn();
  EXPECT_EQ(take(), "race fast; any 2");
}

TEST_F(PromiseTest, AnyOfNoneHasAllReasons) {
  Promise<int>::any(std::vector{Promise<int>::reject(std::runtime_error("a")),
                                Promise<int>::reject(std::runtime_error("b"))})
      .catch_([this](const std::exception_ptr& error) {
        try {
          std::rethrow_exception(error);
        } catch (const AggregateError& all) {
          for (const std::exception_ptr& each : all.errors())
            say(whatOf(each));
        }
        return 0;
      });
  turn();
  EXPECT_EQ(take(), "a; b");
}

TEST_F(PromiseTest, CarriesWhatCannotBeCopied) {
  Promise<std::unique_ptr<int>>::resolve(std::make_unique<int>(3))
      .then([](std::unique_ptr<int> value) { return value; })
      .then([this](const std::unique_ptr<int>& value) { say(std::to_string(*value)); });
  turn();
  EXPECT_EQ(take(), "3");
}

TEST_F(PromiseTest, AnAwaitGoesOnInAPromiseOfItsOwn) {
  const auto inner = [this]() -> Promise<int> {
    co_await nullptr;
    sayWhere("inner");
    co_return 1;
  };
  const auto outer = [&]() -> Promise<int> {
    const int value = co_await inner();
    sayWhere("outer");
    co_return value + 1;
  };
  trace();
  outer().then([this](int value) { sayWhere("then " + std::to_string(value)); });
  turn();
  EXPECT_EQ(take(),
            "init 2 PROMISE <1; init 3 PROMISE <1; init 4 PROMISE <3; resolve 4; init 5 PROMISE "
            "<4; init 6 PROMISE <3; init 7 PROMISE <2; before 5; inner @5 <4; resolve 3; resolve "
            "5; after 5; before 6; outer @6 <3; resolve 2; resolve 6; after 6; before 7; then 2 "
            "@7 <2; resolve 7; after 7");
}

TEST_F(PromiseTest, AwaitThrowsTheReasonAndAnUncaughtOneRejects) {
  const auto function = [this]() -> Promise<void> {
    try {
      co_await Promise<int>::reject(std::runtime_error("first"));
    } catch (const std::exception& error) {
      say(std::string("caught ") + error.what());
    }
    throw std::runtime_error("second");
  };
  function().catch_(sayingError());
  turn();
  EXPECT_EQ(take(), "caught first; error second");
}

TEST_F(PromiseTest, ACoroutineMayReturnAPromise) {
  const auto function = []() -> Promise<int> { co_return Promise<int>::resolve(4); };
  function().then([this](int value) { say(std::to_string(value)); });
  turn();
  EXPECT_EQ(take(), "4");
}

TEST_F(PromiseTest, ACoroutineThatWaitsForNothingEndsWithItsLocals) {
  const auto token = std::make_shared<int>();
  const auto pending = [] { return withResolvers<int>().promise; };
  const auto forever = [pending](std::shared_ptr<int> held) -> Promise<void> {
    co_await pending();
    held.reset();
  };
  forever(token);
  EXPECT_EQ(token.use_count(), 1);
}

TEST_F(PromiseTest, RejectedAndUnhandledItIsReportedInItsOwnContext) {
  environment_.process().unhandled_rejection = [this](const std::exception_ptr& reason,
                                                      AsyncId id) {
    sayWhere("unhandled " + whatOf(reason) + ' ' + text(id));
  };
  trace();
  Promise<int>::reject(std::runtime_error("no"));
  turn();
  EXPECT_EQ(take(), "init 2 PROMISE <1; resolve 2; unhandled no 2 @2 <1");
}

TEST_F(PromiseTest, HandledLateButBeforeTheMicrotasksAreDoneItIsNotReported) {
  environment_.process().unhandled_rejection = [this](const std::exception_ptr&, AsyncId) {
    say("reported");
  };
  const auto promise = Promise<void>::reject(std::runtime_error("no"));
  nextTick([this, promise] { promise.catch_(sayingError()); });
  turn();
  EXPECT_EQ(take(), "error no");
}

TEST_F(PromiseTest, AHandlerThatThrowsIsAnUncaughtException) {
  environment_.process().unhandled_rejection = [](const std::exception_ptr&, AsyncId) {
    throw std::runtime_error("handler");
  };
  environment_.process().uncaught_exception = [this](const std::exception_ptr& error) {
    say("uncaught " + whatOf(error));
  };
  Promise<void>::reject(std::runtime_error("no"));
  turn();
  EXPECT_EQ(take(), "uncaught handler");
}

TEST_F(PromiseTest, BelongsToItsThreadAndSaysSo) {
  const auto pending = withResolvers<int>();
  std::string then;
  std::string resolve;
  std::string reject;
  std::thread([&] {
    Environment other;
    setCurrentEnvironment(&other);
    then = errorOf([&] { pending.promise.then([] {}); });
    resolve = errorOf([&] { pending.resolve(1); });
    reject = errorOf([&] { pending.reject(std::runtime_error("no")); });
    setCurrentEnvironment(nullptr);
  }).join();
  EXPECT_EQ(then, "Error ERR_UVSCOPE_WRONG_THREAD");
  EXPECT_EQ(resolve, "Error ERR_UVSCOPE_WRONG_THREAD");
  EXPECT_EQ(reject, "Error ERR_UVSCOPE_WRONG_THREAD");
}

TEST_F(PromiseTest, MovedFromItSaysSo) {
  auto promise = Promise<int>::resolve(1);
  const auto taken = std::move(promise);
  EXPECT_EQ(errorOf([&] { promise.then([] {}); }),  // NOLINT(bugprone-use-after-move): the subject
            "TypeError ERR_INVALID_ARG_TYPE");
}

using PromiseDeathTest = PromiseTest;

TEST_F(PromiseDeathTest, RejectedAndUnhandledItEndsTheProcessWithTheReason) {
  Promise<void>::reject(std::runtime_error("lost"));
  EXPECT_EXIT(turn(), ::testing::ExitedWithCode(1), "Error: lost(.|\n)*nobody handles it");
}

}  // namespace
}  // namespace uvscope::core
