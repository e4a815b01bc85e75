#include "core/async_hook.h"

#include <optional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "core/environment.h"
#include "core/scopes.h"

namespace uvscope::core {
namespace {

class AsyncHookTest : public ::testing::Test {
 protected:
  AsyncHookTest() { setCurrentEnvironment(&environment_); }

  ~AsyncHookTest() override { setCurrentEnvironment(nullptr); }

  // A hook that writes "<name>:init 2 TIMERWRAP <1" and so on.
  AsyncHook namedHook(const std::string& name) {
    const auto say = [this, name](const std::string& event, AsyncId id) {
      log_ += name + ':' + event + ' ' + std::to_string(id.value) + ' ';
    };
    return createHook({
        .init = [say](AsyncId id, std::string_view /*type*/, AsyncId /*trigger*/,
                      void* /*resource*/) { say("init", id); },
        .before = [say](AsyncId id) { say("before", id); },
        .after = [say](AsyncId id) { say("after", id); },
        .destroy = [say](AsyncId id) { say("destroy", id); },
        .promise_resolve = [say](AsyncId id) { say("resolve", id); },
    });
  }

  AsyncId makeTimer() {
    const AsyncId id = environment_.newAsyncId();
    environment_.emitInit(id, typeOf(Provider::Timer), environment_.defaultTriggerAsyncId(),
                          nullptr);
    return id;
  }

  Environment environment_;
  std::string log_;
};

TEST_F(AsyncHookTest, IsDisabledUntilItIsEnabled) {
  AsyncHook hook = namedHook("a");
  makeTimer();
  EXPECT_EQ(log_, "");
  hook.enable();
  makeTimer();
  EXPECT_EQ(log_, "a:init 3 ");
}

TEST_F(AsyncHookTest, TellsTheWholeLifeOfAResource) {
  AsyncHook hook = namedHook("a");
  hook.enable();
  const AsyncId id = makeTimer();
  { const CallbackScope scope(environment_, id, kBootstrapId); }
  environment_.emitPromiseResolve(id);
  environment_.emitDestroy(id);
  EXPECT_EQ(log_, "a:init 2 a:before 2 a:after 2 a:resolve 2 a:destroy 2 ");
}

TEST_F(AsyncHookTest, EveryCallbackMayBeLeftOut) {
  AsyncHook hook = createHook({});
  hook.enable();
  environment_.emitDestroy(makeTimer());
}

TEST_F(AsyncHookTest, EnablingTwiceCallsItOnce) {
  AsyncHook hook = namedHook("a");
  hook.enable().enable();
  makeTimer();
  EXPECT_EQ(log_, "a:init 2 ");
  hook.disable().disable();
  makeTimer();
  EXPECT_EQ(log_, "a:init 2 ");
}

TEST_F(AsyncHookTest, IsCalledInOrderOfEnablingAndEnablingAnewMovesItToTheEnd) {
  AsyncHook a = namedHook("a");
  AsyncHook b = namedHook("b");
  b.enable();
  a.enable();
  makeTimer();
  EXPECT_EQ(log_, "b:init 2 a:init 2 ");
  log_.clear();
  b.disable().enable();
  makeTimer();
  EXPECT_EQ(log_, "a:init 3 b:init 3 ");
}

TEST_F(AsyncHookTest, EnabledInsideInitMissesThatEventAndThoseNestedInIt) {
  AsyncHook late = namedHook("late");
  bool nested = false;
  AsyncHook first = createHook({.init = [&](AsyncId id, std::string_view, AsyncId, void*) {
    log_ += "first:init " + std::to_string(id.value) + ' ';
    late.enable();
    if (!std::exchange(nested, true)) makeTimer();
  }});
  first.enable();
  makeTimer();
  EXPECT_EQ(log_, "first:init 2 first:init 3 ");
  makeTimer();
  EXPECT_EQ(log_, "first:init 2 first:init 3 first:init 4 late:init 4 ");
}

TEST_F(AsyncHookTest, DisabledInsideInitStillGetsThatEvent) {
  AsyncHook second = namedHook("second");
  AsyncHook first =
      createHook({.init = [&](AsyncId, std::string_view, AsyncId, void*) { second.disable(); }});
  first.enable();
  second.enable();
  makeTimer();
  EXPECT_EQ(log_, "second:init 2 ");
  makeTimer();
  EXPECT_EQ(log_, "second:init 2 ");
}

TEST_F(AsyncHookTest, IsDisabledByItsEnd) {
  {
    AsyncHook hook = namedHook("gone");
    hook.enable();
  }
  makeTimer();
  EXPECT_EQ(log_, "");
}

TEST_F(AsyncHookTest, ToldIdsAreThoseOfTheExecutingResource) {
  const AsyncId id = makeTimer();
  const CallbackScope scope(environment_, id, AsyncId{5});
  EXPECT_EQ(executionAsyncId(), id);
  EXPECT_EQ(triggerAsyncId(), AsyncId{5});
}

using AsyncHookDeathTest = AsyncHookTest;

TEST_F(AsyncHookDeathTest, ThatThrowsEndsTheProcessWithTheErrorAndStatusOne) {
  AsyncHook hook = createHook({.destroy = [](AsyncId) { throw std::runtime_error("no luck"); }});
  hook.enable();
  EXPECT_EXIT(environment_.emitDestroy(AsyncId{2}), ::testing::ExitedWithCode(1), "Error: no luck");
}

TEST(AsyncHookWithoutEnvironment, HasTheIdsOfNoCallback) {
  EXPECT_EQ(executionAsyncId(), kNativeId);
  EXPECT_EQ(triggerAsyncId(), kNativeId);
}

TEST(AsyncHookWithoutEnvironment, CannotBeMadeAndSaysWhy) {
  EXPECT_EXIT(createHook({}), ::testing::ExitedWithCode(1), "no uvscope environment");
}

TEST_F(AsyncHookTest, MayBeDestroyedInTheCallbackOfAnotherHook) {
  std::optional<AsyncHook> doomed;
  AsyncHook first = createHook({.init = [&](AsyncId, std::string_view, AsyncId, void*) {
    log_ += "first ";
    doomed.reset();
  }});
  AsyncHook last = namedHook("last");
  first.enable();
  doomed.emplace(namedHook("doomed")).enable();
  last.enable();
  makeTimer();
  makeTimer();
  EXPECT_EQ(log_, "first last:init 2 first last:init 3 ");
}

TEST_F(AsyncHookTest, MayDestroyItselfInItsCallback) {
  std::optional<AsyncHook> hook;
  const std::string captured = "a text that is too long to lie in the string itself ";
  hook.emplace(createHook({.init = [&, captured](AsyncId, std::string_view, AsyncId, void*) {
    hook.reset();
    log_ += captured;
  }}));
  AsyncHook last = namedHook("last");
  hook->enable();
  last.enable();
  makeTimer();
  EXPECT_EQ(log_, captured + "last:init 2 ");
}

TEST_F(AsyncHookTest, DestroyedInANestedEventIsNotCalledByTheOuterOne) {
  std::optional<AsyncHook> doomed;
  AsyncHook first = createHook({.init = [&](AsyncId id, std::string_view, AsyncId, void*) {
    if (id.value == 2) makeTimer();
    if (id.value == 3) doomed.reset();
  }});
  first.enable();
  doomed.emplace(namedHook("doomed")).enable();
  makeTimer();
  EXPECT_EQ(log_, "");
}

}  // namespace
}  // namespace uvscope::core
