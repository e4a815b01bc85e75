// enterWith() in the main program, then run() over it, then a second enterWith().
#include <optional>
#include <string>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

AsyncLocalStorage<std::string> als;

void tellStore(const std::string& where) {
  note(where + ' ' + storeText(als));
}

}  // namespace

UVSCOPE_SCENARIO(als_enterwith_main) {
  start();
  setImmediate([] { tellStore("immediate made before enterWith"); });
  als.enterWith("A");
  setImmediate([] { tellStore("immediate made after enterWith"); });
  als.run("B", [] {
    tellStore("run");
    als.enterWith("C");
    tellStore("enterWith in run");
  });
  tellStore("after run");
  als.enterWith(std::nullopt);
  tellStore("enterWith(undefined)");
}

}  // namespace uvscope::oracle
