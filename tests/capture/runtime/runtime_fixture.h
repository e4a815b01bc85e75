// What tests of the runtime share. They are programs on the installed headers: a hook that writes
// down what it is told, and the loop of the main thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <uv.h>
#include <uvscope/async_hooks.h>

namespace uvscope {

using namespace std::chrono_literals;

class RuntimeFixture : public ::testing::Test {
 public:
  RuntimeFixture() {
    uv_loop_init(&loop_);
    useLoop(&loop_);
  }

  ~RuntimeFixture() override {
    onUncaughtException({});
    onUnhandledRejection({});
    hook_.reset();
    EXPECT_EQ(uv_loop_close(&loop_), 0);
  }

  // From here on the log has "init 1 TickObject <0" and so on: ids count from here, 0 is the main
  // program and what is older.
  void trace() {
    first_ = AsyncResource("First", {.require_manual_destroy = true}).asyncId().value;
    hook_.emplace(createHook({
        .init =
            [this](AsyncId id, std::string_view type, AsyncId trigger, const ResourceObject&) {
              say("init " + text(id) + ' ' + std::string(type) + " <" + text(trigger));
            },
        .before = [this](AsyncId id) { say("before " + text(id)); },
        .after = [this](AsyncId id) { say("after " + text(id)); },
        .destroy = [this](AsyncId id) { say("destroy " + text(id)); },
    }));
    hook_->enable();
  }

  void say(const std::string& entry) { log_ += (log_.empty() ? "" : "; ") + entry; }

  // With the ids of here and now: "timeout @1 <0".
  void sayWhere(const std::string& entry) {
    say(entry + " @" + text(executionAsyncId()) + " <" + text(triggerAsyncId()));
  }

  std::string take() { return std::exchange(log_, {}); }

  void runLoop() { uv_run(&loop_, UV_RUN_DEFAULT); }

  std::string text(AsyncId id) const {
    return std::to_string(id.value > first_ ? id.value - first_ : 0);
  }

  uv_loop_t loop_{};
  std::uint64_t first_ = 1;
  std::optional<AsyncHook> hook_;
  std::string log_;
};

// "Error ERR_UVSCOPE_NO_LOOP"; empty when nothing is thrown.
template <class Action>
std::string errorOf(const Action& action) {
  try {
    action();
    return {};
  } catch (const AsyncHooksError& error) {
    return std::string(error.name()) + ' ' + std::string(error.code());
  }
}

}  // namespace uvscope
