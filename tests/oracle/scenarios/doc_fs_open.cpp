// The documents' example of executionAsyncId(): 1 at top level, in the callback the request's id.
#include "tests/oracle/fs_calls.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(doc_fs_open) {
  start();
  ctx("main");
  fs::open(fs::readablePath(), [](std::int64_t file) {
    ctx("open callback");
    uv_fs_t request;
    uv_fs_close(nullptr, &request, static_cast<uv_file>(file), nullptr);
  });
}

}  // namespace uvscope::oracle
