// An AsyncLocalStorage in use is a hook: then() callbacks get ids of their own.
#include <string>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

AsyncLocalStorage<std::string> als;

std::string isNative() {
  return std::string("executionAsyncId is 0=") +
         (executionAsyncId() == kNativeId ? "true" : "false");
}

}  // namespace

UVSCOPE_SCENARIO(als_no_hooks) {
  als.run("S", [] {
    Promise<>::resolve().then([] {
      note("then " + isNative() + " store=" + storeText(als));
      als.disable();
      Promise<>::resolve().then([] {
        note("then after disable: " + isNative() + " store=" + storeText(als));
        setImmediate(
            [] { Promise<>::resolve().then([] { note("then in a later turn: " + isNative()); }); });
      });
    });
  });
}

}  // namespace uvscope::oracle
