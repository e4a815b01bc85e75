// A child process without pipes: before and after when it ends, destroy when its handle is closed.
#include <array>

#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {
namespace {

// Node empties the child's pipes in a tick, before anybody is told that all is closed; here there
// are none, and so nothing to wait for.
void onChildExit(uv_process_t* process, std::int64_t code, int /*signal*/) {
  closeQuietly(*process);
  ctx("exit " + std::to_string(code));
  nextTick([] {});
  ctx("close " + std::to_string(code));
}

void spawn(const char* file) {
  auto& process = keptHandle<uv_process_t>();
  std::array<char*, 2> arguments{const_cast<char*>(file), nullptr};
  uv_process_options_t options{};
  options.file = file;
  options.args = arguments.data();
  options.exit_cb = onChildExit;
  check(uv_spawn(uv_default_loop(), &process, &options), "uv_spawn");
  nextTick([] { ctx("spawn"); });
}

}  // namespace

UVSCOPE_SCENARIO(prov_process) {
  start();
  spawn("true");
  note("spawned");
}

}  // namespace uvscope::oracle
