// executionAsyncId and triggerAsyncId inside the hook callbacks themselves.
#include <string>
#include <string_view>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(hook_ids_inside) {
  kept<AsyncHook>(
      createHook({
          .init = [](AsyncId of, std::string_view type, AsyncId,
                     const ResourceObject&) { ctx("in init " + id(of) + ' ' + std::string(type)); },
          .before = [](AsyncId of) { ctx("in before " + id(of)); },
          .after = [](AsyncId of) { ctx("in after " + id(of)); },
          .destroy = [](AsyncId of) { ctx("in destroy " + id(of)); },
          .promise_resolve = [](AsyncId of) { ctx("in promiseResolve " + id(of)); },
      }))
      .enable();
  setTimeout(
      [] {
        AsyncResource r("R");
        r.runInAsyncScope([] {
          // Kept, as Node has collected neither by the end: else they would be destroyed here.
          const auto& resolved = kept<Promise<>>(Promise<>::resolve());
          kept<Promise<>>(resolved.then([] {}));
        });
        r.emitDestroy();
      },
      5ms);
}

}  // namespace uvscope::oracle
