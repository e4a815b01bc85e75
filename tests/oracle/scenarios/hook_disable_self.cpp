// A hook that disables itself in its own before: its after and destroy do not come.
#include <string>
#include <string_view>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(hook_disable_self) {
  start({.tag = "all"});
  auto& self = kept<AsyncHook>(createHook(HookCallbacks()));
  self = createHook({
      .init = [](AsyncId of, std::string_view type, AsyncId,
                 const ResourceObject&) { line("self:init " + id(of) + ' ' + std::string(type)); },
      .before =
          [&self](AsyncId of) {
            line("self:before " + id(of));
            self.disable();
          },
      .after = [](AsyncId of) { line("self:after " + id(of)); },
      .destroy = [](AsyncId of) { line("self:destroy " + id(of)); },
  });
  self.enable();
  setImmediate([] { note("immediate"); });
}

}  // namespace uvscope::oracle
