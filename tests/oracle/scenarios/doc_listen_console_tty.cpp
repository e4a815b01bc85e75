// The same on a terminal, which is a pseudo terminal of our own.
#include <pty.h>

#include "tests/oracle/console.h"
#include "tests/oracle/handles.h"
#include "tests/oracle/scenario.h"

namespace uvscope::oracle {

using namespace std::chrono_literals;

UVSCOPE_SCENARIO(doc_listen_console_tty) {
  int master = -1;
  int terminal = -1;
  if (openpty(&master, &terminal, nullptr, nullptr, nullptr) != 0) check(UV_ENOTTY, "openpty");
  start();
  Server& server = Server::create([](Server&, const SocketPtr&) {});
  server.listen(0, [&server, terminal] {
    setTimeout(
        [&server, terminal] {
          Console::onTerminal(terminal, terminal).log(">>> " + id(executionAsyncId()));
          ctx("logged");
          server.close();
        },
        80ms);
  });
}

}  // namespace uvscope::oracle
