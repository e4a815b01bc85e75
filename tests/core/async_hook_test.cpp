#include "core/async_hook.h"

#include <optional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "core/environment.h"
#include "core/errors.h"
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
                      const ResourceObject& /*resource*/) { say("init", id); },
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
  environment_.emitEnded(id);
  environment_.runDestroyQueue();
  EXPECT_EQ(log_, "a:init 2 a:before 2 a:after 2 a:resolve 2 a:destroy 2 ");
}

TEST_F(AsyncHookTest, EveryCallbackMayBeLeftOut) {
  AsyncHook hook = createHook({});
  hook.enable();
  environment_.emitEnded(makeTimer());
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
  AsyncHook first =
      createHook({.init = [&](AsyncId id, std::string_view, AsyncId, const ResourceObject&) {
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
  AsyncHook first = createHook({.init = [&](AsyncId, std::string_view, AsyncId,
                                            const ResourceObject&) { second.disable(); }});
  first.enable();
  second.enable();
  makeTimer();
  EXPECT_EQ(log_, "second:init 2 ");
  makeTimer();
  EXPECT_EQ(log_, "second:init 2 ");
}

TEST_F(AsyncHookTest, EnablingItselfInItsOwnCallbackChangesNothing) {
  std::optional<AsyncHook> hook;
  hook.emplace(
      createHook({.init = [&](AsyncId id, std::string_view, AsyncId, const ResourceObject&) {
        log_ += "init " + std::to_string(id.value) + ' ';
        hook->enable();
      }}));
  hook->enable();
  makeTimer();
  makeTimer();
  EXPECT_EQ(log_, "init 2 init 3 ");
}

TEST_F(AsyncHookTest, DisablingAndEnablingItselfInItsOwnCallbackMovesItToTheEndLater) {
  std::optional<AsyncHook> hook;
  hook.emplace(
      createHook({.init = [&](AsyncId id, std::string_view, AsyncId, const ResourceObject&) {
        log_ += "self " + std::to_string(id.value) + ' ';
        hook->disable().enable();
      }}));
  hook->enable();
  AsyncHook last = namedHook("last");
  last.enable();
  makeTimer();
  makeTimer();
  EXPECT_EQ(log_, "self 2 last:init 2 last:init 3 self 3 ");
}

TEST_F(AsyncHookTest, IsMadeOfAnObjectWithTheCallbacksThatItsClassInherits) {
  struct Base {
    std::string* log;

    void init(AsyncId id, std::string_view, AsyncId, const ResourceObject&) const {
      *log += "base init " + std::to_string(id.value) + ' ';
    }
  };

  struct Added : Base {
    void before(AsyncId id) const { *log += "added before " + std::to_string(id.value) + ' '; }
  };

  const AsyncHook hook = createHook(Added{{&log_}}).enable();
  const AsyncId id = makeTimer();
  { const CallbackScope scope(environment_, id, kBootstrapId); }
  EXPECT_EQ(log_, "base init 2 added before 2 ");
}

TEST_F(AsyncHookTest, DisabledInsideDestroyMissesTheNextOneOfTheSameQueue) {
  std::optional<AsyncHook> hook;
  hook = createHook({.destroy = [this, &hook](AsyncId id) {
    log_ += std::to_string(id.value) + ' ';
    hook->disable();
  }});
  hook->enable();
  const AsyncId first = makeTimer();
  const AsyncId second = makeTimer();
  environment_.emitEnded(first);
  environment_.emitEnded(second);
  environment_.runDestroyQueue();
  EXPECT_EQ(log_, "2 ");
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
  environment_.emitEnded(AsyncId{2});
  EXPECT_EXIT(environment_.runDestroyQueue(), ::testing::ExitedWithCode(1), "Error: no luck");
}

TEST(AsyncHookWithoutEnvironment, HasTheIdsOfNoCallback) {
  EXPECT_EQ(executionAsyncId(), kNativeId);
  EXPECT_EQ(triggerAsyncId(), kNativeId);
}

TEST(AsyncHookWithoutEnvironment, CannotBeMadeAndSaysWhy) {
  EXPECT_THROW(createHook({}), AsyncHooksError);
}

TEST_F(AsyncHookTest, MayBeDestroyedInTheCallbackOfAnotherHook) {
  std::optional<AsyncHook> doomed;
  AsyncHook first =
      createHook({.init = [&](AsyncId, std::string_view, AsyncId, const ResourceObject&) {
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
  hook.emplace(
      createHook({.init = [&, captured](AsyncId, std::string_view, AsyncId, const ResourceObject&) {
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
  AsyncHook first =
      createHook({.init = [&](AsyncId id, std::string_view, AsyncId, const ResourceObject&) {
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
