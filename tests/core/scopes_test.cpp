#include "core/scopes.h"

#include <gtest/gtest.h>

#include "tests/testing/recording_listener.h"

namespace uvscope::core {
namespace {

using ::uvscope::testing::RecordingListener;

constexpr AsyncId kServer{7};
constexpr AsyncId kSocket{8};

TEST(ExecutionStack, BeginsAsTheMainProgram) {
  const ExecutionStack stack;
  EXPECT_EQ(stack.executionAsyncId(), kBootstrapId);
  EXPECT_EQ(stack.triggerAsyncId(), kNativeId);
}

TEST(ExecutionStack, KeepsAnyDepthInOrder) {
  ExecutionStack stack;
  for (std::uint64_t i = 2; i < 1002; ++i)
    stack.push(AsyncId{i}, AsyncId{i - 1});
  EXPECT_EQ(stack.executionAsyncId(), AsyncId{1001});
  stack.popTo(3);
  EXPECT_EQ(stack.executionAsyncId(), AsyncId{4});
  EXPECT_EQ(stack.triggerAsyncId(), AsyncId{3});
}

TEST(ExecutionStack, DropsFramesThatAChildForgotAndNoneTwice) {
  ExecutionStack stack;
  const std::size_t depth = stack.push(kServer, kBootstrapId);
  stack.push(kSocket, kServer);
  stack.popTo(depth);
  stack.popTo(depth);
  EXPECT_EQ(stack.executionAsyncId(), kBootstrapId);
  EXPECT_EQ(stack.depth(), 0U);
}

TEST(CallbackScope, EmitsBeforeAndAfterWithTheResourceExecuting) {
  struct Ids final : HookListener {
    explicit Ids(Environment& environment) : environment(environment) {}

    void before(AsyncId id, CallbackReason /*reason*/, std::int64_t /*value*/) override {
      EXPECT_EQ(environment.executionAsyncId(), id);
      EXPECT_EQ(environment.triggerAsyncId(), AsyncId{3});
      ++calls;
    }

    void after(AsyncId id) override {
      EXPECT_EQ(environment.executionAsyncId(), id);
      ++calls;
    }

    Environment& environment;
    int calls = 0;
  };

  Environment environment;
  Ids ids(environment);
  environment.hooks().enable(ids);
  { const CallbackScope scope(environment, kServer, AsyncId{3}); }
  EXPECT_EQ(ids.calls, 2);
  EXPECT_EQ(environment.executionAsyncId(), kBootstrapId);
}

TEST(CallbackScope, IsLeftWhenTheCallbackThrows) {
  Environment environment;
  RecordingListener listener;
  environment.hooks().enable(listener);
  const auto callback = [&] {
    const CallbackScope scope(environment, kServer, kBootstrapId);
    throw 1;
  };
  EXPECT_THROW(callback(), int);
  EXPECT_EQ(listener.take(), "before 7; after 7");
  EXPECT_EQ(environment.executionAsyncId(), kBootstrapId);
}

TEST(NativeScope, HidesTheMainProgramWhileTheLoopRuns) {
  Environment environment;
  {
    const NativeScope loop(environment);
    EXPECT_EQ(environment.executionAsyncId(), kNativeId);
  }
  EXPECT_EQ(environment.executionAsyncId(), kBootstrapId);
}

TEST(DefaultTriggerScope, NamesTheTriggerNestedAndRestoresIt) {
  Environment environment;
  EXPECT_EQ(environment.defaultTriggerAsyncId(), kBootstrapId);
  {
    const DefaultTriggerScope outer(environment, kServer);
    {
      const DefaultTriggerScope inner(environment, kSocket);
      EXPECT_EQ(environment.defaultTriggerAsyncId(), kSocket);
    }
    EXPECT_EQ(environment.defaultTriggerAsyncId(), kServer);
  }
  EXPECT_EQ(environment.defaultTriggerAsyncId(), kBootstrapId);
}

}  // namespace
}  // namespace uvscope::core
