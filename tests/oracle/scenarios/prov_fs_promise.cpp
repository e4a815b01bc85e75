// fs.promises.stat: a coroutine around a promise that a request settles.
#include "tests/oracle/fs_calls.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_fs_promise) {
  start();
  fs::promises::stat(fs::readablePath()).then([] { ctx("then"); });
}

}  // namespace uvscope::oracle
