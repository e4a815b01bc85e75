// Nested runInAsyncScope: the ids form a stack; a resource entered again inside itself; arguments,
// this and return value.
#include <string>

#include "tests/oracle/kept.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

struct Receiver {
  std::string me;
  AsyncResource& a;

  [[nodiscard]] int add(int x, int y) const {
    ctx("in A this=" + me);
    auto& b = kept<AsyncResource>("B");
    b.runInAsyncScope([this] {
      ctx("in B");
      a.runInAsyncScope([] { ctx("in A in B in A"); });
      ctx("back in B");
    });
    ctx("back in A");
    return x + y;
  }
};

}  // namespace

UVSCOPE_SCENARIO(res_nested) {
  start();
  auto& a = kept<AsyncResource>("A");
  const int returned = a.runInAsyncScope(&Receiver::add, Receiver{"receiver", a}, 20, 22);
  ctx("main returned " + std::to_string(returned));
}

}  // namespace uvscope::oracle
