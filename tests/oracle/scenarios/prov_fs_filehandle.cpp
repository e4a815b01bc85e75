// open, read and close of fs.promises.
#include "tests/oracle/fs_calls.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

Promise<void> useFile() {
  const auto file = co_await fs::promises::open(fs::readablePath());
  note("opened");
  const std::int64_t count = co_await file->read(4);
  note("read " + std::to_string(count));
  co_await file->close();
  note("closed");
}

}  // namespace

UVSCOPE_SCENARIO(prov_fs_filehandle) {
  start();
  useFile();
}

}  // namespace uvscope::oracle
