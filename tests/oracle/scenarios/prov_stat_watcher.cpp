// A file that is looked at every 400 ms: before and after only for a change.
#include <fstream>

#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

namespace {

// Node tells in a tick that the watcher has stopped; nobody listens here.
void unwatch(uv_fs_poll_t& watcher) {
  nextTick([] {});
  closeQuietly(watcher);
}

void onChange(uv_fs_poll_t* watcher, int /*status*/, const uv_stat_t* before,
              const uv_stat_t* now) {
  ctx("size " + std::to_string(before->st_size) + " to " + std::to_string(now->st_size));
  unwatch(*watcher);
  note("unwatched");
}

}  // namespace

UVSCOPE_SCENARIO(prov_stat_watcher) {
  const std::string file = temporaryPath("f");
  std::ofstream(file) << 'x';
  start();
  auto& watcher = keptHandle<uv_fs_poll_t>();
  check(uv_fs_poll_init(uv_default_loop(), &watcher), "uv_fs_poll_init");
  check(uv_fs_poll_start(&watcher, onChange, file.c_str(), 400), "uv_fs_poll_start");
  note("watching");
  setTimeout(
      [file] {
        note("write");
        std::ofstream(file) << "longer";
      },
      500ms);
}

}  // namespace uvscope::oracle
