// Several instances are independent.
#include <string>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

AsyncLocalStorage<int> a;
AsyncLocalStorage<int> b;

std::string stores() {
  return "a=" + storeText(a) + " b=" + storeText(b);
}

}  // namespace

UVSCOPE_SCENARIO(als_instances) {
  start();
  a.run(1, [] {
    note(stores());
    b.run(2, [] {
      note(stores());
      setTimeout([] { note("timeout " + stores()); }, 60ms);
      a.exit([] {
        note("a.exit " + stores());
        setImmediate([] { note("immediate of a.exit " + stores()); });
      });
      b.disable();
      note("b disabled " + stores());
    });
    note(stores());
  });
  note("outside " + stores());
}

}  // namespace uvscope::oracle
