// disable(): getStore() is null from there on, also in callbacks started earlier; run() or
// enterWith() enables again, and then stores copied before are seen again.
#include <string>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

AsyncLocalStorage<std::string> als;

void tellStore(const std::string& where) {
  note(where + ' ' + storeText(als));
}

}  // namespace

UVSCOPE_SCENARIO(als_disable) {
  start();
  als.run("S", [] {
    nextTick([] {
      tellStore("tick 1");
      nextTick([] { tellStore("tick 2 (made before disable)"); });
      als.disable();
      tellStore("after disable");
      als.exit([] { tellStore("exit while disabled"); });
      nextTick([] {
        tellStore("tick 3 (made while disabled)");
        als.run("N", [] { tellStore("run again"); });
        tellStore("after run again");
      });
    });
    setTimeout([] { tellStore("timeout made in run S, enabled again since:"); }, 120ms);
  });
}

}  // namespace uvscope::oracle
