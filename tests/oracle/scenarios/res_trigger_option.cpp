// The triggerAsyncId option: object form, id form (v8), defaults, any id is accepted even of no
// resource; invalid ones throw, with or without a hook.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

AsyncId idOf(std::int64_t number) {
  return AsyncId{static_cast<std::uint64_t>(number)};
}

void refuse(std::int64_t trigger) {
  const std::string number = std::to_string(trigger);
  try {
    const AsyncResource bad("BAD", AsyncResourceOptions{.trigger_async_id = idOf(trigger)});
    note(number + " accepted");
  } catch (const AsyncHooksError& e) {
    note("number " + number + ": " + std::string(e.name()) + ' ' + std::string(e.code()) + ' ' +
         e.what());
  }
}

void tries(std::string_view when) {
  note(when);
  const AsyncResource parent("PARENT");
  const auto show = [&parent](const std::string& form, const AsyncResource& made) {
    const AsyncId trigger = made.triggerAsyncId();
    const auto number = static_cast<std::int64_t>(trigger.value);
    note(form +
         " triggerAsyncId=" + (trigger == parent.asyncId() ? "PARENT" : std::to_string(number)));
  };
  show("{triggerAsyncId: parent}",
       AsyncResource("A", AsyncResourceOptions{.trigger_async_id = parent.asyncId()}));
  show("parent as a number", AsyncResource("B", parent.asyncId()));
  show("no options", AsyncResource("C"));
  show("{}", AsyncResource("D", AsyncResourceOptions{}));
  show("{triggerAsyncId: undefined}",
       AsyncResource("E", AsyncResourceOptions{.trigger_async_id = std::nullopt}));
  show("0", AsyncResource("F", kNativeId));
  show("-1", AsyncResource("G", kUnknownId));
  show("987654321", AsyncResource("H", AsyncResourceOptions{.trigger_async_id = idOf(987654321)}));
  refuse(-2);
  refuse(std::int64_t{1} << 53);
  try {
    const AsyncResource bad("BAD", idOf(-2));
  } catch (const AsyncHooksError& e) {
    note("number -2: " + std::string(e.code()));
  }
}

}  // namespace

UVSCOPE_SCENARIO(res_trigger_option) {
  tries("without a hook");
  kept<AsyncHook>(createHook({.init = [](AsyncId, std::string_view type, AsyncId,
                                         const ResourceObject&) {
    note("init " + std::string(type));
  }})).enable();
  tries("with a hook");
}

}  // namespace uvscope::oracle
