#include "core/async_local_storage.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "core/next_tick.h"
#include "core/promise.h"
#include "tests/core/hook_fixture.h"

namespace uvscope::core {
namespace {

class AsyncLocalStorageTest : public HookFixture {
 protected:
  void sayStore(const std::string& where) {
    const std::string* const store = storage_.getStore();
    say(where + '=' + (store != nullptr ? *store : "none"));
  }

  AsyncLocalStorage<std::string> storage_;
};

TEST_F(AsyncLocalStorageTest, HasAStoreInsideRunAlone) {
  sayStore("before");
  const int result = storage_.run(
      "S",
      [this](int a, int b) {
        sayStore("inside");
        return a + b;
      },
      40, 2);
  sayStore("after");
  EXPECT_EQ(result, 42);
  EXPECT_EQ(take(), "before=none; inside=S; after=none");
}

TEST_F(AsyncLocalStorageTest, NestedRunsGiveBackTheOuterStoreAlsoAfterAnException) {
  storage_.run("outer", [this] {
    EXPECT_THROW(storage_.run("inner",
                              [this] {
                                sayStore("inner");
                                throw std::runtime_error("no");
                              }),
                 std::runtime_error);
    sayStore("outer");
  });
  EXPECT_EQ(take(), "inner=inner; outer=outer");
}

TEST_F(AsyncLocalStorageTest, MakesNoResourceAndChangesNoId) {
  trace();
  storage_.run("S", [this] { sayWhere("inside"); });
  EXPECT_EQ(take(), "inside @1 <0");
}

TEST_F(AsyncLocalStorageTest, IsCarriedByTicksMicrotasksPromisesAndResources) {
  std::unique_ptr<AsyncResource> resource;
  storage_.run("S", [&] {
    nextTick([this] {
      sayStore("tick");
      queueMicrotask([this] {
        sayStore("microtask");
        Promise<void>::resolve().then([this] { sayStore("then"); });
      });
    });
    resource = std::make_unique<AsyncResource>("R");
  });
  turn();
  resource->runInAsyncScope([this] { sayStore("resource"); });
  sayStore("main");
  EXPECT_EQ(take(), "tick=S; microtask=S; then=S; resource=S; main=none");
}

TEST_F(AsyncLocalStorageTest, EachAwaitKeepsTheStoreOfItsFunction) {
  const auto request = [this](std::string name) -> Promise<void> {
    sayStore(name + " begins");
    co_await nullptr;
    sayStore(name + " goes on");
    storage_.enterWith(name + "'");
    co_await nullptr;
    sayStore(name + " ends");
  };
  storage_.run("A", [&] { request("a"); });
  storage_.run("B", [&] { request("b"); });
  turn();
  sayStore("main");
  EXPECT_EQ(take(),
            "a begins=A; b begins=B; a goes on=A; b goes on=B; a ends=a'; b ends=b'; main=none");
}

TEST_F(AsyncLocalStorageTest, ExitHidesTheStoreFromItsFunctionAndWhatThatStarts) {
  storage_.run("S", [this] {
    EXPECT_EQ(storage_.exit(
                  [this](int x) {
                    sayStore("exit");
                    nextTick([this] { sayStore("tick"); });
                    return 2 * x;
                  },
                  21),
              42);
    sayStore("run");
  });
  turn();
  EXPECT_EQ(take(), "exit=none; run=S; tick=none");
}

TEST_F(AsyncLocalStorageTest, ExitWithoutAnyStoreJustCalls) {
  EXPECT_EQ(storage_.exit([] { return 1; }), 1);
}

TEST_F(AsyncLocalStorageTest, EnterWithHoldsForTheRestOfTheCallbackAndWhatItStarts) {
  nextTick([this] {
    storage_.enterWith("E");
    sayStore("tick");
    nextTick([this] { sayStore("child"); });
  });
  nextTick([this] { sayStore("sibling"); });
  turn();
  EXPECT_EQ(take(), "tick=E; sibling=none; child=E");
}

TEST_F(AsyncLocalStorageTest, EnterWithEndsWithTheRunAroundIt) {
  storage_.run("S", [this] {
    storage_.enterWith("E");
    sayStore("inside");
  });
  sayStore("after");
  EXPECT_EQ(take(), "inside=E; after=none");
}

TEST_F(AsyncLocalStorageTest, EnterWithOfAnotherInstanceOutlivesTheRun) {
  AsyncLocalStorage<int> other;
  storage_.run("S", [&] { other.enterWith(7); });
  sayStore("after");
  ASSERT_NE(other.getStore(), nullptr);
  EXPECT_EQ(*other.getStore(), 7);
  EXPECT_EQ(take(), "after=none");
}

TEST_F(AsyncLocalStorageTest, EnterWithNothingHidesTheStore) {
  storage_.enterWith("E");
  storage_.enterWith(std::nullopt);
  sayStore("now");
  EXPECT_EQ(take(), "now=none");
}

TEST_F(AsyncLocalStorageTest, DisabledItFindsNothingUntilItIsUsedAgain) {
  storage_.run("S", [this] {
    nextTick([this] {
      storage_.disable();
      sayStore("disabled");
      nextTick([this] {
        sayStore("made while disabled");
        storage_.run("N", [this] { sayStore("again"); });
        sayStore("after");
      });
    });
    nextTick([this] { nextTick([this] { sayStore("made before, enabled again"); }); });
  });
  turn();
  EXPECT_EQ(take(),
            "disabled=none; made while disabled=none; again=N; after=none; made before, enabled "
            "again=none");
}

TEST_F(AsyncLocalStorageTest, StoresOfResourcesOlderThanDisableAreSeenAgain) {
  std::unique_ptr<AsyncResource> resource;
  storage_.run("S", [&] { resource = std::make_unique<AsyncResource>("R"); });
  storage_.disable();
  resource->runInAsyncScope([this] { sayStore("disabled"); });
  storage_.run("T", [] {});
  resource->runInAsyncScope([this] { sayStore("enabled"); });
  EXPECT_EQ(take(), "disabled=none; enabled=S");
}

TEST_F(AsyncLocalStorageTest, InstancesAreIndependent) {
  AsyncLocalStorage<int> numbers;
  storage_.run("S", [&] {
    numbers.run(1, [&] {
      storage_.exit([&] {
        sayStore("exit");
        EXPECT_EQ(*numbers.getStore(), 1);
      });
      numbers.disable();
      EXPECT_EQ(numbers.getStore(), nullptr);
      sayStore("other disabled");
    });
  });
  EXPECT_EQ(take(), "exit=none; other disabled=S");
}

TEST_F(AsyncLocalStorageTest, ADefaultValueIsThereWhereNothingIsSet) {
  AsyncLocalStorage<int> storage({.default_value = 5, .name = "limit"});
  EXPECT_EQ(storage.name(), "limit");
  EXPECT_EQ(*storage.getStore(), 5);
  storage.run(6, [&] {
    EXPECT_EQ(*storage.getStore(), 6);
    storage.exit([&] { EXPECT_EQ(storage.getStore(), nullptr); });
  });
  EXPECT_EQ(*storage.getStore(), 5);
}

TEST_F(AsyncLocalStorageTest, TheStoreIsOneObjectForAllWhoSeeIt) {
  storage_.run("a", [this] {
    *storage_.getStore() += "b";
    nextTick([this] { sayStore("tick"); });
  });
  turn();
  EXPECT_EQ(take(), "tick=ab");
}

TEST_F(AsyncLocalStorageTest, HoldsWhatCannotBeCopied) {
  AsyncLocalStorage<std::unique_ptr<int>> storage;
  storage.run(std::make_unique<int>(3), [&] { EXPECT_EQ(**storage.getStore(), 3); });
}

TEST_F(AsyncLocalStorageTest, AStoreEndsWithTheLastThatCarriesIt) {
  const auto value = std::make_shared<int>(1);
  AsyncLocalStorage<std::shared_ptr<int>> storage;
  storage.run(value, [] { nextTick([] {}); });
  EXPECT_EQ(value.use_count(), 2);
  turn();
  EXPECT_EQ(value.use_count(), 1);
}

TEST_F(AsyncLocalStorageTest, BoundFunctionsAndSnapshotsRunWithTheStoresOfTheirPlace) {
  auto bound = storage_.run(
      "B", [this] { return AsyncLocalStorage<std::string>::bind([this] { sayStore("bound"); }); });
  auto snapshot = storage_.run("P", [] { return AsyncLocalStorage<std::string>::snapshot(); });
  storage_.run("other", [&] {
    bound();
    EXPECT_EQ(snapshot(
                  [this](int x) {
                    sayStore("snapshot");
                    return x;
                  },
                  9),
              9);
  });
  EXPECT_EQ(take(), "bound=B; snapshot=P");
}

TEST_F(AsyncLocalStorageTest, TheCreatorsStoreIsVisibleInInitAndNoneInDestroy) {
  const AsyncHook hook = createHook({.init = [this](AsyncId, std::string_view, AsyncId,
                                                    const ResourceObject&) { sayStore("init"); },
                                     .destroy = [this](AsyncId) { sayStore("destroy"); }})
                             .enable();
  storage_.run("S", [] { AsyncResource("R").emitDestroy(); });
  storage_.enterWith("main");
  runDestroys();
  EXPECT_EQ(take(), "init=S; destroy=none");
}

TEST_F(AsyncLocalStorageTest, StaysWithAScopeWhoseResourceEndsInIt) {
  std::unique_ptr<AsyncResource> resource;
  storage_.run("S", [&] { resource = std::make_unique<AsyncResource>("R"); });
  resource->runInAsyncScope([&] {
    storage_.run("T", [&] {
      resource.reset();
      sayStore("inner");
    });
    sayStore("outer");
    storage_.enterWith("E");
    sayStore("entered");
  });
  EXPECT_EQ(take(), "inner=T; outer=S; entered=E");
}

TEST_F(AsyncLocalStorageTest, TracksPromisesWhileItIsInUse) {
  Promise<void>::resolve().then([this] { sayWhere("without"); });
  turn();
  storage_.run("S", [] {});
  Promise<void>::resolve().then([this] { say(executionAsyncId() == kNativeId ? "0" : "id"); });
  turn();
  storage_.disable();
  Promise<void>::resolve().then([this] { sayWhere("disabled"); });
  turn();
  EXPECT_EQ(take(), "without @0 <0; id; disabled @0 <0");
}

TEST(AsyncLocalStorageWithoutEnvironment, HasItsDefaultValueAndCannotBeSet) {
  AsyncLocalStorage<int> storage({.default_value = 5});
  EXPECT_EQ(*storage.getStore(), 5);
  EXPECT_EQ(errorOf([&] { storage.enterWith(6); }), "Error ERR_UVSCOPE_NO_ENVIRONMENT");
}

}  // namespace
}  // namespace uvscope::core
