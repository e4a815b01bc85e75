// An exception in the main program itself with a handler: after is emitted for the root, 1, which
// never had a before.
#include <exception>
#include <stdexcept>

#include "tests/oracle/kept.h"
#include "tests/oracle/message_of.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(err_main_handled) {
  kept<AsyncHook>(hook({.only = {"before", "after"}, .first = kNativeId})).enable();
  onUncaughtException(
      [](const std::exception_ptr& error) { ctx("uncaughtException " + messageOf(error)); });
  setTimeout([] { ctx("timeout"); }, 80ms);
  throw std::runtime_error("in main");
}

}  // namespace uvscope::oracle
