// open, fstat, read and close, each triggered by the one before; an error comes the same way; a
// call with wrong arguments makes no resource.
#include "tests/oracle/fs_calls.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

void closeAndStat(uv_file file) {
  fs::close(file, [](std::int64_t) {
    ctx("close");
    fs::stat("/no/such/file", [](std::int64_t result) {
      ctx(std::string("stat ") + uv_err_name(static_cast<int>(result)));
    });
  });
}

void fstatAndRead(uv_file file) {
  fs::fstat(file, [file](std::int64_t) {
    ctx("fstat");
    fs::read(file, 4, [file](std::int64_t count) {
      ctx("read " + std::to_string(count));
      closeAndStat(file);
    });
  });
}

}  // namespace

UVSCOPE_SCENARIO(prov_fs_callback) {
  start();
  fs::open(fs::readablePath(), [](std::int64_t file) {
    ctx("open");
    fstatAndRead(static_cast<uv_file>(file));
  });
  uv_fs_t request;
  const int rc = uv_fs_read(uv_default_loop(), &request, 0, nullptr, 0, 0, [](uv_fs_t*) {});
  note(uv_err_name(rc));
}

}  // namespace uvscope::oracle
