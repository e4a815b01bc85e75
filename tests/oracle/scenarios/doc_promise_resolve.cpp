// The documents' new Promise((resolve) => resolve(true)).then((a) => {}).
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(doc_promise_resolve) {
  start();
  Promise<bool>([](const auto& resolve, const auto&) { resolve(true); }).then([](bool) {
    ctx("then");
  });
  note("end of main");
}

}  // namespace uvscope::oracle
