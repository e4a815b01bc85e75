// exit(): nothing inside, and for what is started inside; returns the value, re-enters after; an
// exception thrown inside is thrown by exit().
#include <stdexcept>
#include <string>

#include "tests/oracle/scenario.h"
#include "tests/oracle/store_text.h"

namespace uvscope::oracle {
namespace {

using namespace std::chrono_literals;

AsyncLocalStorage<std::string> als;

void tellStore(const std::string& where) {
  note(where + ' ' + storeText(als));
}

}  // namespace

UVSCOPE_SCENARIO(als_exit) {
  start();
  als.run("S", [] {
    const int returned = als.exit(
        [](int a) {
          tellStore("in exit");
          setTimeout([] { tellStore("timeout made in exit"); }, 5ms);
          return a * 2;
        },
        21);
    tellStore("exit returned " + std::to_string(returned) + " store");
    setTimeout([] { tellStore("timeout made after exit"); }, 120ms);
    try {
      als.exit([] { throw std::runtime_error("E"); });
    } catch (const std::exception& e) {
      tellStore(std::string("caught ") + e.what() + " store");
    }
    als.exit([] { als.run("T", [] { tellStore("run in exit"); }); });
    tellStore("after run in exit");
  });
  tellStore("outside");
}

}  // namespace uvscope::oracle
