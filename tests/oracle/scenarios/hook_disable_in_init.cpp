// A hook disabled inside another's callback still has this event, and events nested in it.
#include <utility>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(hook_disable_in_init) {
  auto& other = kept<AsyncHook>(hook({.tag = "other"}));
  auto& first =
      kept<AsyncHook>(hook({.tag = "first", .on_init = [&other, nested = false](auto&&...) mutable {
                              note("other.disable()");
                              other.disable();
                              if (!std::exchange(nested, true)) setImmediate([] {});
                            }}));
  first.enable();
  other.enable();
  setImmediate([] {});
  note("second");
  nextTick([] {});
}

}  // namespace uvscope::oracle
