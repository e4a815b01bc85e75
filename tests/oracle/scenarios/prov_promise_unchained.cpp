// Promises that nobody chains: init and resolve, never before or after, but for the job in which
// one adopts another.
#include <stdexcept>

#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_promise_unchained) {
  start();
  Promise<int>::resolve(1);
  const Promise<int> pending([](const auto&, const auto&) {});
  const Promise<int> settled([](const auto& resolve, const auto&) {
    ctx("executor");
    resolve(2);
    note("resolved");
    resolve(3);
  });
  const auto rejected = Promise<int>::reject(std::runtime_error("handled"));
  rejected.catch_([](const std::exception_ptr&) { return 0; });
  const auto inner = Promise<int>::resolve(4);
  const bool same = Promise<int>::resolve(inner) == inner;
  note(same ? "Promise.resolve of a promise gives it back=true"
            : "Promise.resolve of a promise gives it back=false");
  Promise<int>([&](const auto& resolve, const auto&) { resolve(inner); }).then([](int) {
    ctx("adopted");
  });
}

}  // namespace uvscope::oracle
