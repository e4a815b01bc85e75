// A hook enabled inside another hook's callback starts with the next event, not this one and not
// one nested in it.
#include <utility>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(hook_enable_in_init) {
  auto& late = kept<AsyncHook>(hook({.tag = "late"}));
  auto& first =
      kept<AsyncHook>(hook({.tag = "first", .on_init = [&late, nested = false](auto&&...) mutable {
                              note("late.enable()");
                              late.enable();
                              if (!std::exchange(nested, true)) setImmediate([] {});
                            }}));
  first.enable();
  setImmediate([] {});
  note("second");
  nextTick([&first] { first.disable(); });
}

}  // namespace uvscope::oracle
