// The documents' "promise execution tracking": without a hook a promise's callback has no ids of
// its own, with any hook it has.
#include <memory>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

const char* text(bool value) {
  return value ? "true" : "false";
}

void withHook() {
  HookCallbacks callbacks;
  callbacks.init = [](AsyncId, std::string_view, AsyncId, const ResourceObject&) {};
  const auto hook = std::make_shared<AsyncHook>(createHook(std::move(callbacks)).enable());
  Promise<int>::resolve(1729).then([hook] {
    const std::uint64_t execution = executionAsyncId().value;
    const std::uint64_t trigger = triggerAsyncId().value;
    note(std::string("with hook: eid is not 0=") + text(execution != 0) +
         " tid is eid minus 1=" + text(trigger == execution - 1));
  });
}

}  // namespace

UVSCOPE_SCENARIO(doc_promise_tracking) {
  Promise<int>::resolve(1729).then([] {
    note("no hook: eid=" + std::to_string(executionAsyncId().value) +
         " tid=" + std::to_string(triggerAsyncId().value));
    setImmediate(withHook);
  });
}

}  // namespace uvscope::oracle
