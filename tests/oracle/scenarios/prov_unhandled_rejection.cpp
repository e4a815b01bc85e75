// The handler of unhandled rejections runs in the context of the rejected promise, without before
// and after.
#include <stdexcept>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_unhandled_rejection) {
  start();
  onUnhandledRejection([](const std::exception_ptr& reason, AsyncId) {
    try {
      std::rethrow_exception(reason);
    } catch (const std::exception& error) {
      ctx(std::string("unhandledRejection ") + error.what());
    }
  });
  Promise<void>::reject(std::runtime_error("R"));
  setImmediate([] { Promise<void>::resolve().then([] { throw std::runtime_error("in then"); }); });
}

}  // namespace uvscope::oracle
