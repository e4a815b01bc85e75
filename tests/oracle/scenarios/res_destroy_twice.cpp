// emitDestroy: later, not at once; twice gives two destroys; runInAsyncScope after it still works;
// it returns the resource.
#include <string>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(res_destroy_twice) {
  start();
  AsyncResource r("R");
  note(std::string("returns the resource=") + (&r.emitDestroy() == &r ? "true" : "false"));
  note("called");
  r.emitDestroy();
  r.runInAsyncScope([] { ctx("scope after emitDestroy"); });
  setImmediate([] { note("immediate"); });
}

}  // namespace uvscope::oracle
