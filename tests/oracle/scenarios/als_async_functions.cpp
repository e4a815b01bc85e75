// Coroutines in run(): each call keeps its store over its awaits; a run() inside one does not leak
// out of it after an await.
#include <string>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

AsyncLocalStorage<std::string> als;

Promise<> turn() {
  return Promise<>([](auto resolve, auto) { setImmediate(resolve); });
}

Promise<> leaf(std::string who) {
  note(who + " leaf start " + storeText(als));
  co_await turn();
  note(who + " leaf end " + storeText(als));
}

Promise<> sub(std::string who) {
  co_await leaf(who);
}

Promise<> request(std::string name) {
  note("req " + name + " start " + storeText(als));
  co_await leaf(name);
  co_await als.run(name + "/sub", sub, name + "/sub");
  note("req " + name + " after sub " + storeText(als));
}

}  // namespace

UVSCOPE_SCENARIO(als_async_functions) {
  als.run("A", request, "A").then([] { note("then of A, chained outside: " + storeText(als)); });
  als.run("B", [] {
    return request("B").then([] { note("then of B, chained inside: " + storeText(als)); });
  });
  note("main " + storeText(als));
}

}  // namespace uvscope::oracle
