#include "core/environment.h"

#include <gtest/gtest.h>

#include "core/scopes.h"
#include "tests/testing/recording_listener.h"

namespace uvscope::core {
namespace {

using ::uvscope::testing::RecordingListener;

TEST(Environment, HandsOutIdsFromTwoUpwardsWithoutAnyHook) {
  Environment environment;
  EXPECT_EQ(environment.newAsyncId(), AsyncId{2});
  EXPECT_EQ(environment.newAsyncId(), AsyncId{3});
}

TEST(Environment, TakesBackTheNewestIdOnly) {
  Environment environment;
  const AsyncId older = environment.newAsyncId();
  const AsyncId newest = environment.newAsyncId();
  environment.returnAsyncId(older);
  environment.returnAsyncId(newest);
  EXPECT_EQ(environment.newAsyncId(), newest);
}

TEST(Environment, KeepsIdsAndHooksApartFromAnother) {
  Environment main;
  Environment worker;
  RecordingListener listener;
  main.hooks().enable(listener);
  worker.emitInit(worker.newAsyncId(), typeOf(Provider::Timer), kBootstrapId, nullptr);
  EXPECT_EQ(listener.take(), "");
  EXPECT_EQ(main.newAsyncId(), AsyncId{2});
}

TEST(Environment, SaysWhoExecutesWhenAResourceIsMade) {
  Environment environment;
  RecordingListener listener;
  environment.hooks().enable(listener);
  const AsyncId server = environment.newAsyncId();
  const CallbackScope scope(environment, server, kBootstrapId);
  environment.emitInit(environment.newAsyncId(), typeOf(Provider::Write), AsyncId{9}, nullptr);
  EXPECT_EQ(listener.take(), "before 2; init 3 WRITEWRAP <9 @2");
}

TEST(Environment, IsFoundByTheThreadThatItWasSetFor) {
  EXPECT_EQ(currentEnvironment(), nullptr);
  Environment environment;
  setCurrentEnvironment(&environment);
  EXPECT_EQ(currentEnvironment(), &environment);
  setCurrentEnvironment(nullptr);
}

}  // namespace
}  // namespace uvscope::core
