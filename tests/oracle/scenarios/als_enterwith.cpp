// enterWith(): for the rest of this synchronous execution and all it starts; other callbacks are
// not touched; it does not outlive the callback it was called in.
#include <functional>
#include <string>
#include <vector>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

AsyncLocalStorage<std::string> als;

void tellStore(const std::string& where) {
  note(where + ' ' + storeText(als));
}

}  // namespace

UVSCOPE_SCENARIO(als_enterwith) {
  start();
  const std::vector<std::function<void()>> listeners{
      [] { als.enterWith("entered"); },
      [] { tellStore("second listener"); },
  };
  setImmediate([listeners] {
    tellStore("immediate 1 start");
    for (const auto& listener : listeners)
      listener();
    tellStore("after emit");
    setImmediate([] { tellStore("child immediate"); });
    nextTick([] { tellStore("child tick"); });
  });
  setImmediate([] { tellStore("immediate 2"); });
  tellStore("main");
}

}  // namespace uvscope::oracle
