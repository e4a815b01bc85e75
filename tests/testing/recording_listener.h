// Writes down what a listener is told, a word an event: "init 2 TIMERWRAP <1 @1", "before 2".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/hook_registry.h"

namespace uvscope::testing {

class RecordingListener final : public core::HookListener {
 public:
  // "init 2 TIMERWRAP <1 @1; before 2; after 2", and starts anew.
  std::string take() { return std::exchange(text_, {}); }

  void init(const core::InitArguments& arguments) override {
    add("init " + number(arguments.id) + ' ' + std::string(core::providerName(arguments.type)) +
        " <" + number(arguments.trigger) + " @" + number(arguments.execution));
  }

  void before(core::AsyncId id, core::CallbackReason /*reason*/, std::int64_t /*value*/) override {
    add("before " + number(id));
  }

  void after(core::AsyncId id) override { add("after " + number(id)); }

  void ended(core::AsyncId id) override { add("destroy " + number(id)); }

  void promiseResolve(core::AsyncId id) override { add("resolve " + number(id)); }

  void closing(core::AsyncId id) override { add("closing " + number(id)); }

  void referenced(core::AsyncId id, bool referenced) override {
    add((referenced ? "ref " : "unref ") + number(id));
  }

  void retype(core::AsyncId id, core::TypeId type) override {
    add("retype " + number(id) + ' ' + std::string(core::providerName(type)));
  }

  void detail(core::AsyncId id, std::string_view text) override {
    add("detail " + number(id) + ' ' + std::string(text));
  }

 private:
  static std::string number(core::AsyncId id) { return std::to_string(id.value); }

  void add(const std::string& entry) { text_ += (text_.empty() ? "" : "; ") + entry; }

  std::string text_;
};

}  // namespace uvscope::testing
