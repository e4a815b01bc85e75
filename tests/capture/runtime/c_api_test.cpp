// <uvscope/async_hooks_c.h>, as a C program would use it.
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <uv.h>
#include <uvscope/async_hooks_c.h>

namespace {

struct Log {
  std::string text;

  void add(const std::string& entry) { text += (text.empty() ? "" : "; ") + entry; }
};

uvscope_hook_callbacks writingCallbacks() {
  uvscope_hook_callbacks callbacks{};
  callbacks.init = [](uvscope_async_id, const char* type, uvscope_async_id, void*, void* data) {
    static_cast<Log*>(data)->add(std::string("init ") + type);
  };
  callbacks.before = [](uvscope_async_id, void* data) { static_cast<Log*>(data)->add("before"); };
  callbacks.after = [](uvscope_async_id, void* data) { static_cast<Log*>(data)->add("after"); };
  callbacks.destroy = [](uvscope_async_id, void* data) { static_cast<Log*>(data)->add("destroy"); };
  return callbacks;
}

void runLoop() {
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

TEST(CApi, TellsItsVersionAndThatItStandsBeforeLibuv) {
  EXPECT_STREQ(uvscope_version(), "0.1.0");
  EXPECT_TRUE(uvscope_instruments_libuv());
}

TEST(CApi, RunsAResourceAndTellsHooks) {
  Log log;
  const uvscope_hook_callbacks callbacks = writingCallbacks();
  uvscope_hook* const hook = uvscope_hook_create(&callbacks, &log);
  ASSERT_EQ(uvscope_hook_enable(hook), UVSCOPE_OK);
  uvscope_resource* const resource = uvscope_resource_create("Query", UVSCOPE_DEFAULT_TRIGGER);

  struct Seen {
    uvscope_async_id execution = 0;
    uvscope_async_id trigger = 0;
  } seen;

  const auto look = [](void* data) {
    *static_cast<Seen*>(data) = {uvscope_execution_async_id(), uvscope_trigger_async_id()};
  };
  EXPECT_EQ(uvscope_resource_run(resource, look, &seen), UVSCOPE_OK);
  EXPECT_EQ(seen.execution, uvscope_resource_async_id(resource));
  EXPECT_EQ(seen.trigger, UVSCOPE_BOOTSTRAP_ID);
  EXPECT_EQ(uvscope_resource_emit_destroy(resource), UVSCOPE_OK);
  uvscope_resource_free(resource);
  runLoop();
  EXPECT_EQ(uvscope_hook_disable(hook), UVSCOPE_OK);
  uvscope_hook_free(hook);
  EXPECT_EQ(log.text, "init Query; before; after; destroy");
}

TEST(CApi, EntersAndLeavesByHand) {
  uvscope_resource* const resource = uvscope_resource_create("R", UVSCOPE_DEFAULT_TRIGGER);
  EXPECT_EQ(uvscope_resource_enter(resource), UVSCOPE_OK);
  EXPECT_EQ(uvscope_execution_async_id(), uvscope_resource_async_id(resource));
  EXPECT_EQ(uvscope_resource_leave(resource), UVSCOPE_OK);
  EXPECT_EQ(uvscope_execution_async_id(), UVSCOPE_BOOTSTRAP_ID);
  uvscope_resource_free(resource);
}

TEST(CApi, TakesATriggerAndRefusesAWrongOneWithAReason) {
  uvscope_resource* const resource = uvscope_resource_create("R", 12345);
  EXPECT_EQ(uvscope_resource_trigger_async_id(resource), 12345U);
  uvscope_resource_free(resource);
  EXPECT_EQ(uvscope_resource_create("R", static_cast<uvscope_async_id>(-3)), nullptr);
  EXPECT_STREQ(uvscope_last_error(), "Invalid triggerAsyncId value: -3");
}

TEST(CApi, NullsAreErrorsThatSayWhatIsMissing) {
  EXPECT_EQ(uvscope_resource_create(nullptr, UVSCOPE_DEFAULT_TRIGGER), nullptr);
  EXPECT_STREQ(uvscope_last_error(), "the type must not be null");
  EXPECT_EQ(uvscope_resource_run(
                nullptr, [](void*) {}, nullptr),
            UVSCOPE_INVALID_ARGUMENT);
  EXPECT_EQ(uvscope_hook_enable(nullptr), UVSCOPE_INVALID_ARGUMENT);
  EXPECT_EQ(uvscope_hook_create(nullptr, nullptr), nullptr);
  EXPECT_EQ(uvscope_next_tick(nullptr, nullptr), UVSCOPE_INVALID_ARGUMENT);
  EXPECT_EQ(uvscope_handle_async_id(nullptr), UVSCOPE_NATIVE_ID);
  uvscope_resource_free(nullptr);
  uvscope_hook_free(nullptr);
}

TEST(CApi, ThingsOfAnotherThreadAreRefused) {
  uvscope_resource* const resource = uvscope_resource_create("R", UVSCOPE_DEFAULT_TRIGGER);
  uvscope_status status = UVSCOPE_OK;
  std::thread([&] { status = uvscope_resource_enter(resource); }).join();
  EXPECT_EQ(status, UVSCOPE_WRONG_THREAD);
  uvscope_resource_free(resource);
}

TEST(CApi, TicksAndMicrotasksRunWithTheLoop) {
  Log log;
  EXPECT_EQ(
      uvscope_queue_microtask([](void* data) { static_cast<Log*>(data)->add("microtask"); }, &log),
      UVSCOPE_OK);
  EXPECT_EQ(uvscope_next_tick([](void* data) { static_cast<Log*>(data)->add("tick"); }, &log),
            UVSCOPE_OK);
  runLoop();
  EXPECT_EQ(log.text, "tick; microtask");
}

TEST(CApi, HandlesAndRequestsHaveIds) {
  uv_timer_t timer;
  uv_timer_init(uv_default_loop(), &timer);
  const uvscope_async_id id = uvscope_handle_async_id(&timer);
  EXPECT_GE(id, 2U);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer), nullptr);
  runLoop();
}

}  // namespace
