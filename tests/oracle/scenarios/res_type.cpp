// The empty type is refused only while an init hook is enabled.
#include <string>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

void tries(const std::string& when) {
  for (const std::string type : {"", "ok", " ", "PROMISE"}) {
    const std::string tried = when + ": \"" + type + "\" ";
    try {
      const AsyncResource made(type);
      note(tried + "accepted");
    } catch (const AsyncHooksError& e) {
      note(tried + std::string(e.name()) + ' ' + std::string(e.code()));
    }
  }
}

}  // namespace

UVSCOPE_SCENARIO(res_type) {
  tries("no hook");
  AsyncHook before = createHook({.before = [](AsyncId) {}});
  before.enable();
  tries("before hook only");
  before.disable();
  kept<AsyncHook>(createHook({.init = [](auto&&...) {}})).enable();
  tries("init hook");
}

}  // namespace uvscope::oracle
