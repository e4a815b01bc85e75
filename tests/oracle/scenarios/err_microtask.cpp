// An exception in a queueMicrotask callback, handled.
#include <exception>
#include <stdexcept>

#include "tests/oracle/message_of.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(err_microtask) {
  start();
  onUncaughtException(
      [](const std::exception_ptr& error) { ctx("uncaughtException " + messageOf(error)); });
  queueMicrotask([] { throw std::runtime_error("in microtask"); });
  queueMicrotask([] { ctx("next microtask"); });
}

}  // namespace uvscope::oracle
