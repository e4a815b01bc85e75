// A coroutine is a PROMISE, and so is each co_await: its trigger is what is awaited.
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

Promise<int> inner() {
  ctx("inner");
  co_await nullptr;
  ctx("inner after await");
  co_return 1;
}

Promise<int> outer() {
  ctx("outer");
  const int value = co_await inner();
  ctx("outer after await");
  co_return value;
}

}  // namespace

UVSCOPE_SCENARIO(prov_async_await) {
  start();
  outer().then([](int) { ctx("then"); });
  note("main end");
}

}  // namespace uvscope::oracle
