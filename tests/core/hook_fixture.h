// What tests of the hook core share: an environment of this thread and a hook that writes down what
// it is told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "core/async_hook.h"
#include "core/environment.h"
#include "core/errors.h"
#include "core/scopes.h"

namespace uvscope::core {

class HookFixture : public ::testing::Test {
 protected:
  HookFixture() { setCurrentEnvironment(&environment_); }

  ~HookFixture() override {
    hook_.reset();
    setCurrentEnvironment(nullptr);
  }

  // From here on log_ has "init 2 TickObject <1" and so on.
  void trace() {
    hook_.emplace(createHook({
        .init =
            [this](AsyncId id, std::string_view type, AsyncId trigger, const ResourceObject&) {
              say("init " + text(id) + ' ' + std::string(type) + " <" + text(trigger));
            },
        .before = [this](AsyncId id) { say("before " + text(id)); },
        .after = [this](AsyncId id) { say("after " + text(id)); },
        .destroy = [this](AsyncId id) { say("destroy " + text(id)); },
        .promise_resolve = [this](AsyncId id) { say("resolve " + text(id)); },
    }));
    hook_->enable();
  }

  void say(const std::string& entry) { log_ += (log_.empty() ? "" : "; ") + entry; }

  // With the ids of here and now: "then @3 <2".
  void sayWhere(const std::string& entry) {
    say(entry + " @" + text(executionAsyncId()) + " <" + text(triggerAsyncId()));
  }

  std::string take() { return std::exchange(log_, {}); }

  // What the loop does between callbacks.
  void turn() {
    const NativeScope native(environment_);
    environment_.drainTasks();
  }

  void runDestroys() { environment_.runDestroyQueue(); }

  static std::string text(AsyncId id) { return std::to_string(id.value); }

  Environment environment_;
  std::optional<AsyncHook> hook_;
  std::string log_;
};

// What `error` says, as Node would: "TypeError ERR_ASYNC_TYPE"; empty when nothing is thrown.
template <class Action>
std::string errorOf(const Action& action) {
  try {
    action();
    return {};
  } catch (const AsyncHooksError& error) {
    return std::string(error.name()) + ' ' + std::string(error.code());
  }
}

}  // namespace uvscope::core
