#include "core/resource_object.h"

#include <optional>
#include <string>

#include "core/async_resource.h"
#include "core/next_tick.h"
#include "tests/core/hook_fixture.h"

namespace uvscope::core {
namespace {

class ResourceObjectTest : public HookFixture {
 protected:
  PropertyKey<std::string> name_;
};

TEST_F(ResourceObjectTest, InitIsGivenTheOneThatExecutesInItsCallbacks) {
  std::optional<ResourceObject> given;
  const AsyncHook hook =
      createHook({.init = [&](AsyncId, std::string_view, AsyncId, const ResourceObject& resource) {
        given = resource;
      }}).enable();
  AsyncResource resource("R");
  EXPECT_EQ(given->target(), &resource);
  resource.runInAsyncScope([&] { EXPECT_EQ(executionAsyncResource(), *given); });
  EXPECT_FALSE(executionAsyncResource() == *given);
}

TEST_F(ResourceObjectTest, OutsideOfCallbacksThereIsOneToo) {
  executionAsyncResource()[name_] = "top";
  const NativeScope native(environment_);
  EXPECT_EQ(executionAsyncResource()[name_], "top");
}

TEST_F(ResourceObjectTest, PropertiesBelongToOneResource) {
  AsyncResource a("A");
  AsyncResource b("B");
  a.runInAsyncScope([&] { executionAsyncResource()[name_] = "a"; });
  b.runInAsyncScope([&] { EXPECT_EQ(executionAsyncResource().find(name_), nullptr); });
  a.runInAsyncScope([&] { EXPECT_EQ(executionAsyncResource()[name_], "a"); });
}

TEST_F(ResourceObjectTest, EachKeyIsAPropertyOfItsOwn) {
  const PropertyKey<int> number;
  executionAsyncResource()[name_] = "text";
  executionAsyncResource()[number] = 7;
  EXPECT_EQ(executionAsyncResource()[name_], "text");
  EXPECT_EQ(executionAsyncResource()[number], 7);
}

TEST_F(ResourceObjectTest, CopyingAPropertyInInitCarriesItAlongAllThatFollows) {
  const AsyncHook hook =
      createHook({.init = [&](AsyncId, std::string_view, AsyncId, const ResourceObject& resource) {
        resource[name_] = executionAsyncResource()[name_];
      }}).enable();
  AsyncResource request("Request");
  request.runInAsyncScope([&] {
    executionAsyncResource()[name_] = "request";
    nextTick([&] { nextTick([&] { say(executionAsyncResource()[name_]); }); });
  });
  turn();
  EXPECT_EQ(take(), "request");
}

// A uv handle or request has no room for slots.
TEST_F(ResourceObjectTest, ResourcesThatCannotHoldPropertiesHaveThemUntilTheyEnd) {
  const AsyncId id = environment_.newAsyncId();
  environment_.emitInit(id, typeOf(Provider::Timer), kBootstrapId, nullptr);
  {
    const CallbackScope scope(environment_, id, kBootstrapId);
    executionAsyncResource()[name_] = "timer";
  }
  {
    const CallbackScope scope(environment_, id, kBootstrapId);
    EXPECT_EQ(executionAsyncResource()[name_], "timer");
    environment_.emitEnded(id);
    EXPECT_EQ(executionAsyncResource()[name_], "timer");
  }
  EXPECT_EQ(environment_.slotsOf(id), nullptr);
}

}  // namespace
}  // namespace uvscope::core
