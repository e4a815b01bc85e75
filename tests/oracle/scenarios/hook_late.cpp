// A hook enabled late: resources made before it have before, after and destroy, no init.
#include "tests/oracle/fs_calls.h"
#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(hook_late) {
  setTimeout([] { ctx("timeout made before"); }, 100ms);
  fs::stat(fs::readablePath(), [](std::int64_t) { ctx("stat made before"); });
  // Kept, as Node has collected neither by the end: without an init their destroys have no type.
  const auto& p = kept<Promise<>>(Promise<>::resolve().then(
      [] { return Promise<>([](auto resolve, auto) { setTimeout(resolve, 200ms); }); }));
  kept<Promise<>>(p.then([] { ctx("then made before"); }));
  kept<AsyncHook>(hook()).enable();
  note("enabled");
}

}  // namespace uvscope::oracle
