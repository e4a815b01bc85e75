// Documentation, "async_hooks.executionAsyncResource()": the object of what executes. At top level
// it is an empty one, in the callback of an operation the one that stands for the operation.
#include <uvscope/async_hooks.h>

#include "support/files.h"
#include "support/print.h"

using example::openFile;
using example::print;
using namespace uvscope;

namespace {

void show(const char* where) {
  const ResourceObject resource = executionAsyncResource();
  print(where, " id ", executionAsyncId(), " resource id ", resource.asyncId(),
        resource.target() != nullptr ? " uv_fs_t" : " {}");
}

}  // namespace

int main() {
  return run([] {
    show("main:");
    openFile("/dev/null", [](int) { show("open:"); });
  });
}
