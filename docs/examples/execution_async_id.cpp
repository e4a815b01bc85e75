// Documentation, "async_hooks.executionAsyncId()": 1 in the main program, the id of the operation
// in its callback.
#include <uvscope/async_hooks.h>

#include "support/files.h"
#include "support/print.h"

using example::openFile;
using example::print;
using namespace uvscope;

int main() {
  return run([] {
    print("main program: id ", executionAsyncId());
    openFile("/dev/null", [](int) { print("open: id ", executionAsyncId()); });
  });
}
