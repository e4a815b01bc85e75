// Hooks with only one callback each get that event alone.
#include <string>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(hook_partial) {
  for (const std::string event : {"init", "before", "after", "destroy", "promiseResolve"})
    kept<AsyncHook>(hook({.tag = event, .only = {event}})).enable();
  setImmediate([] { Promise<>::resolve().then([] {}); });
}

}  // namespace uvscope::oracle
