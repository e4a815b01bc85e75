// An exception in a callback with a handler: the handler runs in the failing context, then after
// comes for every id on the stack, innermost first; an Immediate is made in between.
#include <memory>
#include <stdexcept>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(err_callback_handled) {
  start();
  onUncaughtException([](const std::exception_ptr& error) {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      ctx(std::string("uncaughtException ") + e.what());
    }
  });
  const auto outer = std::make_shared<AsyncResource>("OUTER");
  const auto inner = std::make_shared<AsyncResource>("INNER");
  setTimeout([] { throw std::runtime_error("in timeout"); }, 5ms);
  setTimeout([] { nextTick([] { throw std::runtime_error("in tick"); }); }, 100ms);
  setTimeout(
      [outer, inner] {
        outer->runInAsyncScope(
            [&] { inner->runInAsyncScope([] { throw std::runtime_error("in two scopes"); }); });
      },
      200ms);
  setTimeout([] { setImmediate([] { throw std::runtime_error("in immediate"); }); }, 300ms);
  setTimeout([] { ctx("still running"); }, 400ms);
  onExit([outer, inner](int) {});
}

}  // namespace uvscope::oracle
