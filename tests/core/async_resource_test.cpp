#include "core/async_resource.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/core/hook_fixture.h"
#include "tests/testing/recording_listener.h"

namespace uvscope::core {
namespace {

using AsyncResourceTest = HookFixture;

TEST_F(AsyncResourceTest, IsTriggeredByTheExecutingResourceUnlessTold) {
  const AsyncResource parent("Parent");
  EXPECT_EQ(parent.triggerAsyncId(), kBootstrapId);
  const AsyncResource child("Child", {.trigger_async_id = parent.asyncId()});
  EXPECT_EQ(child.triggerAsyncId(), parent.asyncId());
  const AsyncResource older_form("Child", parent.asyncId());
  EXPECT_EQ(older_form.triggerAsyncId(), parent.asyncId());
}

TEST_F(AsyncResourceTest, TakesAnyTriggerThatNodeTakesAndRefusesOthersByName) {
  EXPECT_EQ(AsyncResource("A", AsyncId{987654321}).triggerAsyncId(), AsyncId{987654321});
  EXPECT_EQ(AsyncResource("A", kUnknownId).triggerAsyncId(), kUnknownId);
  EXPECT_EQ(AsyncResource("A", kNativeId).triggerAsyncId(), kNativeId);
  const auto make = [](std::uint64_t trigger) {
    return errorOf([trigger] { const AsyncResource made("A", AsyncId{trigger}); });
  };
  EXPECT_EQ(make(kMaxAsyncId.value), "");
  EXPECT_EQ(make(kMaxAsyncId.value + 1), "RangeError ERR_INVALID_ASYNC_ID");
  EXPECT_EQ(make(static_cast<std::uint64_t>(-2)), "RangeError ERR_INVALID_ASYNC_ID");
}

TEST_F(AsyncResourceTest, NamesTheTriggerItRefusesAsNodeDoes) {
  try {
    const AsyncResource made("A", AsyncId{static_cast<std::uint64_t>(-2)});
    FAIL();
  } catch (const AsyncHooksError& error) {
    EXPECT_STREQ(error.what(), "Invalid triggerAsyncId value: -2");
  }
}

TEST_F(AsyncResourceTest, TheEmptyTypeIsRefusedWhileAnInitHookIsEnabled) {
  const auto make = [] { return errorOf([] { const AsyncResource made(""); }); };
  EXPECT_EQ(make(), "");
  const AsyncHook other = createHook({.before = [](AsyncId) {}}).enable();
  EXPECT_EQ(make(), "");
  trace();
  EXPECT_EQ(make(), "TypeError ERR_ASYNC_TYPE");
  EXPECT_EQ(take(), "");
}

TEST_F(AsyncResourceTest, RefusedItHasTakenNoId) {
  const AsyncId next{environment_.newAsyncId().value + 1};
  EXPECT_NE(errorOf([] { const AsyncResource made("A", AsyncId{kMaxAsyncId.value + 1}); }), "");
  EXPECT_EQ(AsyncResource("B").asyncId(), next);
}

TEST_F(AsyncResourceTest, RunsAFunctionInItsScopeAndGivesBackWhatItReturns) {
  AsyncResource resource("R", AsyncId{7});
  trace();
  const int sum = resource.runInAsyncScope(
      [this](int a, const std::string& b) {
        sayWhere("in " + b);
        return a + 1;
      },
      41, "scope");
  EXPECT_EQ(sum, 42);
  EXPECT_EQ(take(), "before 2; in scope @2 <7; after 2");
  EXPECT_EQ(executionAsyncId(), kBootstrapId);
}

TEST_F(AsyncResourceTest, RunsMemberFunctionsAndReturnsReferences) {
  struct Counter {
    int count = 0;

    int& add(int more) { return count += more; }
  } counter;

  AsyncResource resource("R");
  int& result = resource.runInAsyncScope(&Counter::add, counter, 3);
  EXPECT_EQ(&result, &counter.count);
}

TEST_F(AsyncResourceTest, WhatItsFunctionThrowsGoesOnAfterAfter) {
  AsyncResource resource("R");
  trace();
  EXPECT_THROW(resource.runInAsyncScope([] { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_EQ(take(), "before 2; after 2");
  EXPECT_EQ(executionAsyncId(), kBootstrapId);
}

TEST_F(AsyncResourceTest, ReentersItselfAndOthers) {
  AsyncResource a("A");
  AsyncResource b("B");
  trace();
  a.runInAsyncScope([&] { b.runInAsyncScope([&] { a.runInAsyncScope([] {}); }); });
  EXPECT_EQ(take(), "before 2; before 3; before 2; after 2; after 3; after 2");
}

TEST_F(AsyncResourceTest, GoesAsDeepAsItIsAsked) {
  AsyncResource resource("R");
  const std::function<int(int)> down = [&](int depth) -> int {
    return depth == 0 ? static_cast<int>(environment_.stack().depth())
                      : resource.runInAsyncScope(down, depth - 1);
  };
  EXPECT_EQ(down(5000), 5000);
  EXPECT_EQ(environment_.stack().depth(), 0U);
}

TEST_F(AsyncResourceTest, ItsEndIsItsDestroyButLater) {
  trace();
  { const AsyncResource resource("R"); }
  EXPECT_EQ(take(), "init 2 R <1");
  runDestroys();
  EXPECT_EQ(take(), "destroy 2");
}

TEST_F(AsyncResourceTest, ItsEndIsNoDestroyWhereThatIsLeftToTheProgram) {
  trace();
  { const AsyncResource resource("R", {.require_manual_destroy = true}); }
  runDestroys();
  EXPECT_EQ(take(), "init 2 R <1");
}

TEST_F(AsyncResourceTest, ItsEndIsNoDestroyForAHookThatCameLater) {
  auto resource = std::make_unique<AsyncResource>("R");
  trace();
  resource.reset();
  runDestroys();
  EXPECT_EQ(take(), "");
}

TEST_F(AsyncResourceTest, DestroyByHandComesAsOftenAsAskedForAndNotAgainAtItsEnd) {
  trace();
  {
    AsyncResource resource("R");
    EXPECT_EQ(&resource.emitDestroy().emitDestroy(), &resource);
    resource.runInAsyncScope([] {});
  }
  runDestroys();
  EXPECT_EQ(take(), "init 2 R <1; before 2; after 2; destroy 2; destroy 2");
}

TEST_F(AsyncResourceTest, DestroysQueuedByADestroyHookComeInTheSameRun) {
  AsyncResource last("Last");
  const AsyncHook hook = createHook({.destroy = [&, once = true](AsyncId id) mutable {
                           say("destroy " + text(id));
                           if (std::exchange(once, false)) last.emitDestroy();
                         }}).enable();
  AsyncResource first("First");
  AsyncResource second("Second");
  first.emitDestroy();
  second.emitDestroy();
  runDestroys();
  EXPECT_EQ(take(), "destroy 3; destroy 4; destroy 2");
}

TEST_F(AsyncResourceTest, TooManyDestroysAreToldEarly) {
  std::size_t told = 0;
  const AsyncHook hook = createHook({.destroy = [&](AsyncId) { ++told; }}).enable();
  for (std::size_t i = 0; i < DestroyQueue::kLarge; ++i)
    AsyncResource("R").emitDestroy();
  EXPECT_EQ(told, 0U);
  turn();
  EXPECT_EQ(told, DestroyQueue::kLarge);
}

TEST_F(AsyncResourceTest, MayEndInItsOwnScope) {
  trace();
  auto resource = std::make_unique<AsyncResource>("R");
  resource->runInAsyncScope([&] {
    resource.reset();
    sayWhere("gone");
  });
  runDestroys();
  EXPECT_EQ(take(), "init 2 R <1; before 2; gone @2 <1; after 2; destroy 2");
}

TEST_F(AsyncResourceTest, EndedInItsOwnScopeItsEndIsToldWhenTheScopeIsLeft) {
  ::uvscope::testing::RecordingListener listener;
  AsyncResource resource("R");
  environment_.hooks().enable(listener);
  resource.runInAsyncScope([&] {
    resource.runInAsyncScope([&] { resource.emitDestroy(); });
    EXPECT_EQ(listener.take(), "before 2; before 2; after 2");
  });
  EXPECT_EQ(listener.take(), "after 2; destroy 2");
}

TEST_F(AsyncResourceTest, BoundFunctionsRunInItsScope) {
  AsyncResource resource("R");
  const auto bound = resource.bind([this](int a, int b) {
    sayWhere("bound");
    return a * b;
  });
  EXPECT_EQ(AsyncResource("Other").runInAsyncScope([&]() mutable {
    auto call = bound;
    return call(6, 7);
  }),
            42);
  EXPECT_EQ(take(), "bound @2 <1");
}

TEST_F(AsyncResourceTest, StaticBindMakesAResourceThatLivesAsLongAsTheFunction) {
  trace();
  {
    auto bound = AsyncResource::bind([this] { sayWhere("bound"); }, "Listener");
    auto copy = bound;
    copy();
  }
  runDestroys();
  EXPECT_EQ(take(), "init 2 Listener <1; before 2; bound @2 <1; after 2; destroy 2");
}

TEST_F(AsyncResourceTest, BindRefusesWhatIsNoFunction) {
  AsyncResource resource("R");
  EXPECT_EQ(errorOf([&] { resource.bind(std::function<void()>()); }),
            "TypeError ERR_INVALID_ARG_TYPE");
  EXPECT_EQ(errorOf([&] { AsyncResource::bind(static_cast<void (*)()>(nullptr), "T"); }),
            "TypeError ERR_INVALID_ARG_TYPE");
}

TEST_F(AsyncResourceTest, UsedByAnotherThreadItSaysSo) {
  AsyncResource resource("R");
  std::string error;
  std::thread([&] {
    Environment other;
    setCurrentEnvironment(&other);
    error = errorOf([&] { resource.runInAsyncScope([] {}); });
    setCurrentEnvironment(nullptr);
  }).join();
  EXPECT_EQ(error, "Error ERR_UVSCOPE_WRONG_THREAD");
}

TEST(AsyncResourceWithoutEnvironment, CannotBeMadeAndSaysWhy) {
  EXPECT_EQ(errorOf([] { const AsyncResource made("R"); }), "Error ERR_UVSCOPE_NO_ENVIRONMENT");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

TEST_F(AsyncResourceTest, EmitBeforeAndAfterAreScopesByHand) {
  AsyncResource a("A");
  AsyncResource b("B");
  trace();
  a.emitBefore();
  b.emitBefore();
  EXPECT_EQ(executionAsyncId(), b.asyncId());
  b.emitAfter();
  a.emitAfter();
  EXPECT_EQ(take(), "before 2; before 3; after 3; after 2");
}

using AsyncResourceDeathTest = AsyncResourceTest;

TEST_F(AsyncResourceDeathTest, AfterOutOfOrderEndsTheProcessWithBothIds) {
  AsyncResource a("A");
  AsyncResource b("B");
  a.emitBefore();
  b.emitBefore();
  EXPECT_EXIT(a.emitAfter(), ::testing::ExitedWithCode(1),
              "async hook stack has become corrupted \\(actual: 3, expected: 2\\)");
}

TEST_F(AsyncResourceDeathTest, AfterWithoutBeforeEndsTheProcess) {
  AsyncResource a("A");
  EXPECT_EXIT(a.emitAfter(), ::testing::ExitedWithCode(1), "actual: 1, expected: 2");
}

TEST_F(AsyncResourceDeathTest, AScopeThatLeavesAnotherOpenEndsTheProcess) {
  AsyncResource a("A");
  AsyncResource b("B");
  EXPECT_EXIT(a.runInAsyncScope([&] { b.emitBefore(); }), ::testing::ExitedWithCode(1),
              "actual: 3, expected: 2");
}

#pragma GCC diagnostic pop

}  // namespace
}  // namespace uvscope::core
