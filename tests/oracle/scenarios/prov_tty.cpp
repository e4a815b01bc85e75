// A terminal, which is a pseudo terminal of our own.
#include <pty.h>
#include <unistd.h>

#include "tests/oracle/handles.h"
#include "tests/oracle/net.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

UVSCOPE_SCENARIO(prov_tty) {
  int master = -1;
  int terminal = -1;
  if (openpty(&master, &terminal, nullptr, nullptr, nullptr) != 0) check(UV_ENOTTY, "openpty");
  note(std::string("isatty ") + (isatty(terminal) != 0 ? "true" : "false"));
  start();
  const SocketPtr writer = Socket::make([terminal](uv_loop_t* loop, uv_any_handle& handle) {
    return uv_tty_init(loop, &handle.tty, terminal, 0);
  });
  note("made");
  writer->write("x\n", [writer] {
    ctx("written");
    writer->destroy();
  });
  writer->onClose([] { ctx("close"); });
}

}  // namespace uvscope::oracle
