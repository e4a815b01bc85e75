// A watched file: init, before and after for each event, destroy when it is closed. One chmod is
// one event.
#include <fstream>

#include <sys/stat.h>

#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

namespace {

void onEvent(uv_fs_event_t* watcher, const char* name, int events, int /*status*/) {
  ctx(std::string("event ") + ((events & UV_RENAME) != 0 ? "rename " : "change ") + name);
  closeQuietly(*watcher);
  nextTick([] { ctx("close"); });
  note("close called");
}

}  // namespace

UVSCOPE_SCENARIO(prov_fs_event) {
  const std::string file = temporaryPath("f");
  std::ofstream(file) << 'x';
  start();
  auto& watcher = keptHandle<uv_fs_event_t>();
  check(uv_fs_event_init(uv_default_loop(), &watcher), "uv_fs_event_init");
  check(uv_fs_event_start(&watcher, onEvent, file.c_str(), 0), "uv_fs_event_start");
  note("watching");
  setTimeout([file] { chmod(file.c_str(), 0600); }, 50ms);
}

}  // namespace uvscope::oracle
