// A timeout cleared before it fires, twice, is destroyed once and never called; one cleared in its
// own callback likewise once; clearImmediate as well.
#include <memory>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(prov_clear_timeout) {
  start();
  const Timeout timeout = setTimeout([] { note("never"); }, 10ms);
  clearTimeout(timeout);
  clearTimeout(timeout);
  const auto own = std::make_shared<Timeout>();
  *own = setTimeout(
      [own] {
        clearTimeout(*own);
        note("cleared itself");
      },
      80ms);
  const Immediate immediate = setImmediate([] { note("never"); });
  clearImmediate(immediate);
  clearImmediate(immediate);
  note("main end");
}

}  // namespace uvscope::oracle
