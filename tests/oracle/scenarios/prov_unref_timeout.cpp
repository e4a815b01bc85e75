// An unreferenced timeout that is pending at exit has an init only; one that fires is like any
// other. ref, unref and hasRef make no events.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(prov_unref_timeout) {
  start();
  setTimeout([] { note("never"); }, 1000ms).unref();
  Timeout timeout = setTimeout([] { note("unref fires"); }, 5ms);
  timeout.unref();
  note(std::string("hasRef ") + (timeout.hasRef() ? "true" : "false"));
  setTimeout([] { note("kept alive"); }, 150ms);
  onExit([](int) { ctx("exit"); });
}

}  // namespace uvscope::oracle
