// createHook alone calls nothing; enable and disable return the hook; enabling twice calls it once;
// after disable nothing comes, though resources made before live on.
#include <string>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

void noteReturns(const std::string& call, bool same) {
  note(call + " returns the hook=" + (same ? "true" : "false"));
}

}  // namespace

UVSCOPE_SCENARIO(hook_enable_disable) {
  auto& all = kept<AsyncHook>(hook());
  setImmediate([] {});
  noteReturns("enable", &all.enable() == &all);
  noteReturns("enable again", &all.enable() == &all);
  const Timeout timeout = setTimeout([] {}, 1000ms);
  noteReturns("disable", &all.disable() == &all);
  noteReturns("disable again", &all.disable() == &all);
  clearTimeout(timeout);
  setTimeout([] {}, 5ms);
  setTimeout(
      [&all] {
        all.enable();
        setImmediate([] { note("last"); });
      },
      120ms);
}

}  // namespace uvscope::oracle
