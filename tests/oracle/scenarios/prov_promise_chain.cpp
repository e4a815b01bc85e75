// The trigger of a chained promise is its parent; only promises made by then, catch_ and finally
// have before and after; all of them resolve.
#include <stdexcept>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using Text = std::string;

UVSCOPE_SCENARIO(prov_promise_chain) {
  start();
  const Promise<Text> parent(
      [](const auto& resolve, const auto&) { setImmediate([resolve] { resolve(Text("v")); }); });
  note("chain");
  const auto first = parent.then([](const Text& value) {
    ctx("then 1");
    return value;
  });
  first
      .then([](const Text&) {
        ctx("then 2");
        throw std::runtime_error("x");
      })
      .catch_([](const std::exception_ptr&) { ctx("catch"); })
      .finally([] { ctx("finally"); });
  parent.then([](const Text&) { ctx("second then of the same parent"); });
}

}  // namespace uvscope::oracle
